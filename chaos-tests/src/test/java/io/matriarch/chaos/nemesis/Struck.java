package io.matriarch.chaos.nemesis;

import java.util.List;

/**
 * A fault that struck.
 *
 * @param nodes whom
 * @param said what an operator was answered; else empty
 * @param healing ends it; does nothing where it heals by itself
 */
public record Struck(List<String> nodes, String said, Runnable healing) {
  public static Struck of(List<String> nodes, Runnable healing) {
    return new Struck(nodes, "", healing);
  }

  public static Struck atOnce(List<String> nodes) {
    return of(nodes, () -> {});
  }
}
