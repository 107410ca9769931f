package io.matriarch.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. {@code -Dreport.screens=DIR} keeps the pictures. */
@Tag("long")
class ReportScreenIT {
  private static final int WIDTH = 1320;
  private static final int HEIGHT = 2000;

  @TempDir Path dir;

  @Test
  void a_browser_shows_it_in_bright_and_in_dark_rooms() throws Exception {
    var browser = browser();
    Assumptions.assumeTrue(browser.isPresent(), "no chromium on the path");
    var kept = System.getProperty("report.screens");
    var pictures = kept == null ? dir : Path.of(kept);
    Files.createDirectories(pictures);
    var page = pictures.resolve("report.html");
    Files.writeString(page, ReportPage.of(MadeRun.run()));

    var bright = shot(browser.get(), page, pictures.resolve("bright.png"));
    var dark =
        shot(
            browser.get(),
            page,
            pictures.resolve("dark.png"),
            "--blink-settings=preferredColorScheme=0");

    assertThat(brightness(bright.getRGB(2, 2))).isGreaterThan(200);
    assertThat(brightness(dark.getRGB(2, 2))).isLessThan(60);
    for (var picture : List.of(bright, dark)) {
      // Primaries, standbys, faults, text: what is drawn with no colour of its own is not drawn.
      assertThat(colours(picture)).as("colours that are there often").isGreaterThan(12);
    }
  }

  private static Optional<String> browser() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(place -> Stream.of("chromium", "chromium-browser").map(Path.of(place)::resolve))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private BufferedImage shot(String browser, Path page, Path picture, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(browser));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--user-data-dir=" + dir.resolve("profile-" + picture.getFileName()),
            "--window-size=" + WIDTH + "," + HEIGHT,
            "--screenshot=" + picture));
    command.addAll(List.of(more));
    command.add(page.toUri().toString());
    var log = dir.resolve("browser.log");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("the browser ends: " + Files.readString(log)).isTrue();
    return ImageIO.read(picture.toFile());
  }

  private static int brightness(int rgb) {
    return ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 3;
  }

  private static long colours(BufferedImage picture) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int x = 0; x < picture.getWidth(); x++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        counts.merge(picture.getRGB(x, y), 1, Integer::sum);
      }
    }
    return counts.values().stream().filter(count -> count > 100).count();
  }
}
