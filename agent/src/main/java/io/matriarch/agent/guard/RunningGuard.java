package io.matriarch.agent.guard;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A guard process as the process table shows it. The table is the only record of who guards what: a
 * file could outlive the process, or be lost with it.
 *
 * @param pid of the process
 * @param script name of its script, with the version in it
 */
record RunningGuard(long pid, String script) {
  private static final Path PROC = Path.of("/proc");

  /** Every guard for {@code dataDir}, in no order. */
  static List<RunningGuard> of(Path dataDir) {
    var found = new ArrayList<RunningGuard>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var process : all) {
        read(process, dataDir).ifPresent(found::add);
      }
    } catch (IOException e) {
      throw new GuardException("cannot list " + PROC + " to look for a running guard", e);
    }
    return found;
  }

  /** True while the process exists and is not stopped: a stopped guard kills nobody. */
  boolean isAwake() {
    try {
      var stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X' && state != 'T' && state != 't';
    } catch (IOException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  private static Optional<RunningGuard> read(Path process, Path dataDir) {
    try {
      // setsid and the JDK's spawn helper show the same arguments for a moment before bash runs.
      if (!Files.readString(process.resolve("comm")).equals("bash\n")) {
        return Optional.empty();
      }
      var args = List.of(Files.readString(process.resolve("cmdline")).split("\0"));
      int data = args.indexOf(dataDir.toString());
      if (data < 1 || data > 8) {
        return Optional.empty();
      }
      var script = Path.of(args.get(data - 1)).getFileName();
      if (script == null || !script.toString().matches("matriarch-guard-.*\\.sh")) {
        return Optional.empty();
      }
      long pid = Long.parseLong(process.getFileName().toString());
      return Optional.of(new RunningGuard(pid, script.toString()));
    } catch (IOException e) {
      // It ended while we looked, or is another user's.
      return Optional.empty();
    }
  }
}
