package io.matriarch.chaos.runner;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.history.Attempt;
import java.time.Duration;
import java.util.function.Consumer;

/** One line about a run that is under way. */
final class Progress {
  private final Load load;
  private final Storm storm;
  private final long startNanos;
  private final int faults;
  private final Consumer<String> out;
  private long before;

  Progress(Load load, Storm storm, long startNanos, int faults, Consumer<String> out) {
    this.load = load;
    this.storm = storm;
    this.startNanos = startNanos;
    this.faults = faults;
    this.out = out;
  }

  void tell() {
    var writes = load.soFar();
    long now = writes.acknowledged().count();
    long silent =
        writes.acknowledged().reduce((a, b) -> b).map(Attempt::endNanos).orElse(startNanos);
    out.accept(
        "%4d s  %d of %d faults, %d writes (+%d), last %d ms ago by %s"
            .formatted(
                Duration.ofNanos(System.nanoTime() - startNanos).toSeconds(),
                storm.events().size(),
                faults,
                now,
                now - before,
                Storm.millis(Math.max(0, System.nanoTime() - silent)),
                writes.acknowledged().reduce((a, b) -> b).map(Attempt::node).orElse("nobody")));
    before = now;
  }
}
