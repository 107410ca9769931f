/**
 * The same failures, on the same hosts and with the same clients, of Matriarch, of Patroni with
 * etcd, and of two servers with a script: {@code chaos-tests/compare-failover}.
 */
@NullMarked
package io.matriarch.chaos.benchmark.failover;

import org.jspecify.annotations.NullMarked;
