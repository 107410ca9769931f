package io.matriarch.raft.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of bytes that were once written; {@code -Dgolden.update} writes them anew for review. */
final class Golden {
  private static final Path ROOT = Path.of("src/test/resources/golden");

  private Golden() {}

  static String of(String name, byte[] now) throws IOException {
    var file = ROOT.resolve(name + ".json");
    if (System.getProperty("golden.update") != null) {
      Files.createDirectories(Path.of(String.valueOf(file.getParent())));
      Files.write(file, now);
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
