package io.matriarch.agent.app;

import io.matriarch.agent.guard.Guard;
import io.matriarch.agent.guard.GuardException;
import io.matriarch.statemachine.model.Epoch;
import java.util.Optional;

/** A witness needs no guard, and cannot be armed by mistake. */
final class NoGuard implements Guard {
  @Override
  public void arm(Epoch epoch, long deadlineNanos) {
    throw new GuardException("a witness has no PostgreSQL to guard");
  }

  @Override
  public boolean feed(Epoch epoch, long deadlineNanos) {
    return false;
  }

  @Override
  public boolean hold(Epoch epoch) {
    return false;
  }

  @Override
  public void disarm() {}

  @Override
  public Optional<Inherited> inherited() {
    return Optional.empty();
  }

  @Override
  public boolean exists() {
    return false;
  }
}
