package io.matriarch.chaos.simulation.report;

import io.matriarch.chaos.simulation.world.Tally;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one seed.
 *
 * @param simulated how long it lasted, in its own time
 * @param events how many there were
 * @param violated the invariant that did not hold; null where all did
 * @param detail what was wrong; empty where nothing
 * @param failovers changes of who is primary
 * @param gapsNanos times without an acknowledged write
 * @param trace the account, where one was asked for
 */
public record Outcome(
    long seed,
    Duration simulated,
    long events,
    @Nullable String violated,
    String detail,
    Tally tally,
    long acknowledged,
    long failovers,
    List<Long> gapsNanos,
    List<String> trace) {}
