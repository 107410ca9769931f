package io.matriarch.agent.adopt;

import static io.matriarch.agent.adopt.Findings.Kind.NOTE;

import io.matriarch.agent.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Who else on this host believes that the server is theirs. */
final class Surroundings {
  private static final Pattern UNIT = Pattern.compile("([^/\\n]*\\.service)");
  private static final List<String> OTHERS = List.of("patroni", "repmgrd", "pg_autoctl");

  private Surroundings() {}

  static void look(ProcessId postmaster, Findings findings) {
    var unit = UNIT.matcher(text(Path.of("/proc", "" + postmaster.pid(), "cgroup")));
    if (unit.find() && !unit.group(1).startsWith("matriarch")) {
      findings.add(
          NOTE,
          "it runs in %s: never stop that unit, which would stop the server; systemctl disable"
              + " keeps it from starting another",
          unit.group(1));
    }
    try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : all) {
        other(process, findings);
      }
    } catch (IOException e) {
      findings.add(
          NOTE, "other managers could not be looked for: %s", String.valueOf(e.getMessage()));
    }
  }

  /** By a word of its command line, since most of them are scripts. */
  private static void other(Path process, Findings findings) {
    var words = text(process.resolve("cmdline")).split("\0");
    for (int i = 0; i < Math.min(2, words.length); i++) {
      var name = words[i].substring(words[i].lastIndexOf('/') + 1);
      if (OTHERS.contains(name)) {
        findings.add(
            NOTE,
            "process %s is %s (%s): where it manages this server, pause and stop it before the"
                + " agent starts",
            process.getFileName(),
            name,
            String.join(" ", words).strip());
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // it ended meanwhile, or is another user's
    }
  }
}
