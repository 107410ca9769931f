/**
 * Clients that put a question to a cluster over SQL and record what they were told. Each workload
 * knows which checker judges its history.
 */
@NullMarked
package io.matriarch.chaos.workload;

import org.jspecify.annotations.NullMarked;
