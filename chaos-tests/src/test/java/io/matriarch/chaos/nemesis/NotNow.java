package io.matriarch.chaos.nemesis;

/** A fault that cannot strike now, with the reason: no primary, no power, no such program. */
public final class NotNow extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotNow(String reason) {
    super(reason);
  }
}
