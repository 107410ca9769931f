package io.matriarch.chaos.scenario;

/** A scenario went to its end and measured what must not be. */
final class RequirementMissed extends AssertionError {
  private static final long serialVersionUID = 1L;

  RequirementMissed(String message) {
    super(message);
  }
}
