package io.matriarch.chaos.simulation.postgres;

import java.util.function.Consumer;

/**
 * One transaction of a client.
 *
 * @param number its own, in the order of sending
 * @param branch where it was written
 * @param end the byte after its commit record
 * @param answer told true once it is acknowledged
 */
public record Write(long number, Branch branch, long end, Consumer<Boolean> answer) {}
