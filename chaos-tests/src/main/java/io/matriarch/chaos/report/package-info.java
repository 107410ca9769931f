/**
 * One page about a run: faults, roles, lease, Raft leader, writes and verdicts over time. Pure: a
 * record in, HTML out.
 */
@NullMarked
package io.matriarch.chaos.report;

import org.jspecify.annotations.NullMarked;
