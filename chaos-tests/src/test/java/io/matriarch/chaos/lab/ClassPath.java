package io.matriarch.chaos.lab;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of this JVM's class path, made when it is first asked for. Agents run as user postgres,
 * who may not look into the home directory where Maven keeps its jars.
 */
public final class ClassPath {
  private final Path target;
  private final List<String> entries = new ArrayList<>();

  ClassPath(Path target) {
    this.target = target;
  }

  /** The copies, in the form that {@code java -cp} takes. */
  synchronized String copied() {
    if (entries.isEmpty()) {
      copy();
    }
    return String.join(File.pathSeparator, entries);
  }

  private void copy() {
    Shell.run("mkdir", "-p", target.toString());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path source = Path.of(entry);
      if (!entry.isEmpty() && Files.exists(source)) {
        Path copy = target.resolve(entries.size() + "-" + source.getFileName());
        Shell.run("cp", "-rL", source.toString(), copy.toString());
        entries.add(copy.toString());
      }
    }
    Shell.run("chmod", "-R", "a+rX", target.toString());
  }
}
