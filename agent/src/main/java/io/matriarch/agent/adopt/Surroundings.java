package io.matriarch.agent.adopt;

import static io.matriarch.agent.adopt.Findings.Kind.NOTE;
import static io.matriarch.agent.adopt.Findings.Kind.STOP;

import io.matriarch.agent.process.OtherManagers;
import io.matriarch.agent.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Who else on this host believes that the server is theirs. */
final class Surroundings {
  private static final Pattern UNIT = Pattern.compile("([^/\\n]*\\.service)");
  private static final Path WANTED = Path.of("/etc/systemd/system/multi-user.target.wants");
  private static final List<String> ENABLED =
      List.of("patroni.service", "repmgrd.service", "pgautofailover.service");

  private Surroundings() {}

  /**
   * @param beside whoever else runs as the owner of {@code data} keeps another server
   */
  static void look(ProcessId postmaster, Path data, boolean beside, Findings findings) {
    var unit = UNIT.matcher(text(Path.of("/proc", "" + postmaster.pid(), "cgroup")));
    if (unit.find() && !unit.group(1).startsWith("matriarch")) {
      findings.add(
          NOTE,
          "it runs in %s: never stop that unit, which would stop the server; systemctl disable"
              + " keeps it from starting another",
          unit.group(1));
    }
    try {
      for (var other : OtherManagers.of(data)) {
        findings.add(
            beside ? NOTE : STOP,
            "%s: pause and stop it first, on every node; or say --beside where it keeps another"
                + " server",
            other);
      }
    } catch (IOException e) {
      findings.add(
          STOP, "other managers could not be looked for: %s", String.valueOf(e.getMessage()));
    }
    ENABLED.stream()
        .filter(u -> Files.exists(WANTED.resolve(u), LinkOption.NOFOLLOW_LINKS))
        .forEach(
            u ->
                findings.add(
                    NOTE,
                    "%s begins when this host does: systemctl disable keeps it from that",
                    u));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // it ended meanwhile, or is another user's
    }
  }
}
