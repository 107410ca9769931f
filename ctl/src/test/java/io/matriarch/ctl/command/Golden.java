package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whole outputs kept as files; {@code -Dgolden.update} writes them anew, to be read as a diff. */
final class Golden {
  private static final Path FILES = Path.of("src/test/resources/golden");

  private Golden() {}

  static void check(String name, String text) throws IOException {
    var file = FILES.resolve(name + ".txt");
    if (System.getProperty("golden.update") != null) {
      Files.createDirectories(FILES);
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }
}
