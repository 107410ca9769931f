package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of a file of the operator's beside it, before the agent writes its own. */
final class KeptFile {
  private static final String SUFFIX = ".before-matriarch";

  /** Whoever comes and goes more often keeps the newest of these. */
  private static final int MOST = 100;

  private KeptFile() {}

  /** Each different one is kept: as {@code .before-matriarch}, {@code .before-matriarch.2}, ... */
  static void keep(Path file) throws IOException {
    for (int number = 1; number <= MOST; number++) {
      var copy =
          file.resolveSibling(file.getFileName() + SUFFIX + (number == 1 ? "" : "." + number));
      if (!Files.exists(copy)) {
        Files.copy(file, copy);
        return;
      }
      if (Files.mismatch(file, copy) < 0) {
        return;
      }
    }
  }
}
