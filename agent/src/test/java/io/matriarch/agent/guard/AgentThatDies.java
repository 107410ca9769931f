package io.matriarch.agent.guard;

import io.matriarch.statemachine.model.Epoch;
import java.nio.file.Path;
import java.time.Duration;

/** Arms a guard and dies without a word: data directory, run directory, epoch, milliseconds. */
final class AgentThatDies {
  private AgentThatDies() {}

  public static void main(String[] args) {
    var guard = new GuardProcess(Path.of(args[0]), Path.of(args[1]));
    var left = Duration.ofMillis(Long.parseLong(args[3]));
    guard.arm(new Epoch(Long.parseLong(args[2])), System.nanoTime() + left.toNanos());
    Runtime.getRuntime().halt(137);
  }
}
