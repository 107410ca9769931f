package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's {@code postmaster.pid}: line 1 the process number, line 8 its status.
 *
 * @param pid the postmaster's number; negative for a stand-alone backend
 * @param status {@code starting}, {@code stopping}, {@code ready}, {@code standby}; empty before
 *     the first
 */
public record PidFile(long pid, String status) {
  /** Empty where there is none, or it is not written out yet. */
  public static Optional<PidFile> read(Path path) {
    try {
      return parse(Files.readAllLines(path));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<PidFile> parse(List<String> lines) {
    try {
      return lines.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new PidFile(
                  Long.parseLong(lines.getFirst().strip()),
                  lines.size() < 8 ? "" : lines.get(7).strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** It takes connections: as a primary or as a hot standby ({@code standby} means: not yet). */
  public boolean isReady() {
    return status.equals("ready");
  }
}
