package io.matriarch.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files that nobody would write on purpose: each is an answer, never an exception. */
class ConfigFuzzTest {
  private static final long SEED = 20261122;
  private static final String SIGNS = ":{}[]\"'-,#&*!|>%@`\n\t 0a\u0000\u2028\\";

  @Test
  void whatever_stands_there_is_valid_or_has_problems() throws IOException {
    System.out.println("seed of ConfigFuzzTest: " + SEED);
    var random = new Random(SEED);
    var good = Files.readString(Path.of("src/test/resources/golden/config/good-full.yml"));
    for (int i = 0; i < 1000; i++) {
      var text = new StringBuilder(good);
      for (int change = random.nextInt(8); change >= 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.setCharAt(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
          case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(10)));
          case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 30)));
          default -> text.insert(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
      }
      var parsed = ConfigFile.parse(text.toString(), "fuzz.yml", Map.of());
      if (parsed instanceof ParsedConfig.Invalid invalid) {
        assertThat(invalid.problems()).as("run %d", i).isNotEmpty();
      }
    }
  }
}
