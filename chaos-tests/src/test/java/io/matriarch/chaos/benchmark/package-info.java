/** Measurements that are made by hand: see docs/testing.md. */
package io.matriarch.chaos.benchmark;
