package io.matriarch.chaos.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands to their end, within a bound. */
public final class Shell {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private Shell() {}

  /**
   * What a command said.
   *
   * @param exitCode 0 for success
   * @param output standard output and standard error, mixed as they came
   */
  public record Said(int exitCode, String output) {}

  /**
   * Runs a command that must succeed.
   *
   * @return its output
   * @throws IllegalStateException if it fails or takes longer than {@link #LIMIT}
   */
  public static String run(String... command) {
    return run(List.of(command), "");
  }

  /** The same with something on its standard input. */
  public static void feed(List<String> command, String input) {
    run(command, input);
  }

  static String run(List<String> command, String input) {
    Said said = ask(command, input, LIMIT);
    if (said.exitCode() != 0) {
      throw new IllegalStateException(
          "%s: expected exit code 0, found %d: %s"
              .formatted(String.join(" ", command), said.exitCode(), said.output()));
    }
    return said.output();
  }

  /**
   * Runs a command that may fail.
   *
   * @throws IllegalStateException if it takes longer than the limit; it is killed then
   */
  public static Said ask(List<String> command, String input, Duration limit) {
    Path output = null;
    try {
      output = Files.createTempFile("lab-shell", ".out");
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException ignored) {
        // A command that ends without reading closes the pipe; its exit code tells the story.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "%s: no end within %s: %s"
                .formatted(String.join(" ", command), limit, Files.readString(output)));
      }
      return new Said(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + String.join(" ", command), e);
    } finally {
      if (output != null) {
        output.toFile().delete();
      }
    }
  }
}
