package io.matriarch.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Programs that keep PostgreSQL servers as an agent does, and that run as the owner of the data
 * directory: two that believe a server to be theirs would each promote what the other does not know
 * of.
 */
public final class OtherManagers {
  private static final Set<String> NAMES =
      Set.of("patroni", "repmgrd", "pg_autoctl", "stolon-keeper", "pgconsul");
  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash");
  private static final String PYTHON = "(python|pypy)[0-9.]*";

  /** Options of Python that the next word belongs to. */
  private static final Set<String> WITH_WORD = Set.of("-W", "-X");

  private OtherManagers() {}

  /** One of them. */
  public record Manager(int pid, String name, String commandLine) {
    @Override
    public String toString() {
      return "process %d is %s (%s)".formatted(pid, name, commandLine);
    }
  }

  /**
   * Those that run now, as far as they can be seen from here.
   *
   * @throws IOException where the owner of the directory, or {@code /proc}, cannot be read
   */
  public static List<Manager> of(Path dataDirectory) throws IOException {
    var owner = Files.getAttribute(dataDirectory, "unix:uid");
    var found = new ArrayList<Manager>();
    try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : all) {
        manager(process, owner).ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<Manager> manager(Path process, Object owner) {
    try {
      var text = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
      var words = List.of(text.split("\0", -1));
      var name = name(words);
      return name.isPresent() && Files.getAttribute(process, "unix:uid").equals(owner)
          ? Optional.of(
              new Manager(
                  Integer.parseInt(String.valueOf(process.getFileName())),
                  name.get(),
                  String.join(" ", words).strip()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it ended meanwhile
    }
  }

  /** Which of them a command line starts; most are scripts, which an interpreter reads. */
  static Optional<String> name(List<String> words) {
    var program = base(words.getFirst());
    var started =
        program.matches(PYTHON) || SHELLS.contains(program) ? base(script(words)) : program;
    var name = started.endsWith(".py") ? started.substring(0, started.length() - 3) : started;
    return NAMES.contains(name) ? Optional.of(name) : Optional.empty();
  }

  /** The first word that is no option, also that of {@code -m}. */
  private static String script(List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      var word = words.get(i);
      if (WITH_WORD.contains(word)) {
        i++;
      } else if (!word.startsWith("-")) {
        // A package is run by its main module.
        return word.replaceFirst("/__main__\\.py$", "").replaceFirst("\\.__main__$", "");
      }
    }
    return "";
  }

  private static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
