package io.matriarch.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Whether the programs of PostgreSQL are where the configuration says, in a version that is
 * supported.
 */
final class PostgresBinaries {
  static final int OLDEST_MAJOR = 13;

  private static final String PATH = "postgresql.bin_dir";
  private static final List<String> PROGRAMS =
      List.of("postgres", "initdb", "pg_basebackup", "pg_rewind", "pg_controldata");
  private static final Pattern VERSION = Pattern.compile("postgres \\(PostgreSQL\\) (\\d+).*");
  private static final long VERSION_LIMIT_SECONDS = 5;

  private PostgresBinaries() {}

  static void check(Path binDir, Preflight.Report report) {
    if (!Files.isDirectory(binDir)) {
      report.problem(
          PATH,
          "%s, which is no directory".formatted(binDir),
          "the directory of PostgreSQL's programs");
      return;
    }
    var missing = PROGRAMS.stream().filter(p -> !Files.isExecutable(binDir.resolve(p))).toList();
    if (!missing.isEmpty()) {
      report.problem(
          PATH,
          "%s without %s".formatted(binDir, String.join(", ", missing)),
          "a directory with all of " + String.join(", ", PROGRAMS));
    }
    if (!missing.contains("postgres")) {
      checkVersion(binDir.resolve("postgres"), report);
    }
  }

  private static void checkVersion(Path postgres, Preflight.Report report) {
    var answer = version(postgres);
    var m = VERSION.matcher(answer);
    if (!m.matches() || Integer.parseInt(m.group(1)) < OLDEST_MAJOR) {
      report.problem(
          PATH, Section.quoted(answer), "PostgreSQL %d or later".formatted(OLDEST_MAJOR));
    }
  }

  private static String version(Path postgres) {
    Process process = null;
    try {
      process =
          new ProcessBuilder(postgres.toString(), "--version").redirectErrorStream(true).start();
      if (!process.waitFor(VERSION_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return "no answer to --version in %d seconds".formatted(VERSION_LIMIT_SECONDS);
      }
      return new String(process.getInputStream().readNBytes(1000), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }
}
