package io.matriarch.agent.patroni;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code matriarch import-patroni FILE}: prints the translation, and beside it, on the other
 * stream, what became of each key that is not in it. Changes nothing but the file of {@code
 * --output}, which must not be there yet.
 */
public final class ImportPatroni {
  /** Exit codes. */
  public static final int GOOD = 0;

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  /** For people. */
  public static final String USAGE =
      "matriarch import-patroni FILE [--dynamic FILE] [--nodes NAME=HOST,...] [--plain-raft]"
          + " [--output FILE]";

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private @Nullable Path file;
  private @Nullable Path dynamic;
  private @Nullable Path output;
  private SortedMap<String, String> nodes = new TreeMap<>();
  private boolean plainRaft;

  public ImportPatroni(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = new TreeMap<>(environment);
    this.out = out;
    this.err = err;
  }

  /** The whole of it. */
  public int run(List<String> arguments) {
    if (!understood(arguments) || file == null) {
      err.println("usage: " + USAGE);
      return WRONG_USAGE;
    }
    try {
      var shared = dynamic == null ? null : Files.readString(dynamic);
      var result =
          Translation.of(
              file.toString(),
              Files.readString(file),
              shared,
              new Translation.Given(nodes, plainRaft));
      result.remarks().forEach(err::println);
      if (!result.readable()) {
        err.println(file + ": expected YAML with Patroni's sections, found nothing of it");
        return FAILED;
      }
      remarkOnEnvironment(shared == null);
      write(result.text());
      return GOOD;
    } catch (IOException e) {
      err.println("expected a file that can be read or made, found " + e);
      return FAILED;
    }
  }

  private boolean understood(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      var argument = arguments.get(i);
      if (argument.equals("--plain-raft")) {
        plainRaft = true;
      } else if (List.of("--dynamic", "--nodes", "--output").contains(argument)) {
        if (++i == arguments.size() || !option(argument, arguments.get(i))) {
          return false;
        }
      } else if (argument.startsWith("-") || file != null) {
        return false;
      } else {
        file = Path.of(argument);
      }
    }
    return true;
  }

  private boolean option(String name, String value) {
    switch (name) {
      case "--dynamic" -> dynamic = Path.of(value);
      case "--output" -> output = Path.of(value);
      default -> {
        for (var pair : value.split(",")) {
          int equals = pair.indexOf('=');
          if (equals < 1 || equals == pair.length() - 1) {
            return false;
          }
          nodes.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
    }
    return true;
  }

  private void remarkOnEnvironment(boolean withoutDynamic) {
    environment.keySet().stream()
        .filter(k -> k.startsWith("PATRONI_"))
        .forEach(
            k ->
                err.println(
                    k
                        + ": not read; Patroni takes it over its file, so put its value into the"
                        + " new one"));
    if (withoutDynamic) {
      err.println(
          "bootstrap.dcs is what the cluster began with; for what is in force: patronictl"
              + " show-config > FILE, and --dynamic FILE");
    }
  }

  private void write(String text) throws IOException {
    var target = output;
    if (target == null) {
      out.print(text);
      return;
    }
    Files.createFile(
        target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    Files.write(
        target, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
  }
}
