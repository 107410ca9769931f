package io.matriarch.agent.act;

import io.matriarch.agent.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which server was told to take writes. One that was may do so at any later moment, and nobody may
 * refuse it any more: not the next agent either, which may have come while it was still at it.
 *
 * <p>A file that a crash of the host may lose, because the server is gone with it.
 */
final class PromotionMark {
  private final Path file;

  /**
   * @param runDir of this node
   */
  PromotionMark(Path runDir) {
    this.file = runDir.resolve("promoted");
  }

  /** True where {@code server} was told, by this agent or an earlier one. */
  boolean isOn(ProcessId server) throws IOException {
    return Files.exists(file) && Files.readString(file).equals(text(server));
  }

  /** To be called before it is told. */
  void set(ProcessId server) throws IOException {
    Files.writeString(file, text(server));
  }

  private static String text(ProcessId server) {
    return "%d %d\n".formatted(server.pid(), server.startTicks());
  }
}
