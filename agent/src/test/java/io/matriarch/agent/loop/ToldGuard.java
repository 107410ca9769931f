package io.matriarch.agent.loop;

import io.matriarch.agent.guard.Guard;
import io.matriarch.agent.guard.GuardException;
import io.matriarch.statemachine.model.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A guard that remembers what it was told. None runs before the first is armed. */
final class ToldGuard implements Guard {
  final List<String> told = new ArrayList<>();
  long deadlineNanos;

  /** One runs, whoever started it. */
  boolean there;

  /** It knows this agent: one of another version does not, nor one that is stopped. */
  boolean hears;

  /** No process can be started. */
  boolean refuses;

  /** One that an earlier agent started, and that has no pipe which this one knows. */
  static ToldGuard ofAnotherVersion() {
    var guard = new ToldGuard();
    guard.there = true;
    return guard;
  }

  @Override
  public void arm(Epoch epoch, long deadline) {
    if (refuses) {
      throw new GuardException("no process can be started");
    }
    there = true;
    hears = true;
    deadlineNanos = deadline;
    told.add("arm " + epoch);
  }

  @Override
  public boolean feed(Epoch epoch, long deadline) {
    deadlineNanos = deadline;
    told.add("feed " + epoch);
    return there && hears;
  }

  @Override
  public boolean hold(Epoch epoch) {
    told.add("hold " + epoch);
    return there && hears;
  }

  @Override
  public void disarm() {
    there = false;
    told.add("disarm");
  }

  @Override
  public Optional<Inherited> inherited() {
    return Optional.empty();
  }

  @Override
  public boolean exists() {
    return there;
  }
}
