package io.matriarch.net.api;

/**
 * How long an agent's most frequent work took lately.
 *
 * @param turns of the control loop
 * @param raftFlushes writes of the Raft log that wait for the disk
 */
public record Timings(Timing turns, Timing raftFlushes) {}
