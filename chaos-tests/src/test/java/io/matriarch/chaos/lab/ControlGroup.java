package io.matriarch.chaos.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A control group of the first version, below the one that this JVM is in, so that limits which the
 * test itself is under hold for it too.
 */
public final class ControlGroup {
  private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

  private final Path parent;
  private final Path dir;

  private ControlGroup(Path parent, String name) {
    this.parent = parent;
    this.dir = parent.resolve(name);
  }

  /** Makes one; empty where there is no such controller or no right to. */
  static Optional<ControlGroup> make(String controller, String name) {
    return own(controller).flatMap(parent -> made(new ControlGroup(parent, name)));
  }

  private static Optional<ControlGroup> made(ControlGroup group) {
    try {
      Files.createDirectories(group.dir);
      return Files.exists(group.dir.resolve("cgroup.procs"))
          ? Optional.of(group)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> own(String controller) {
    try {
      return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
          .map(line -> line.split(":", 3))
          .filter(parts -> List.of(parts[1].split(",")).contains(controller))
          .map(parts -> MOUNTS.resolve(controller).resolve("." + parts[2]).normalize())
          .filter(Files::isDirectory)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Takes processes in; one that ended meanwhile is passed over. */
  void take(List<Long> pids) {
    pids.forEach(pid -> tell(dir.resolve("cgroup.procs"), Long.toString(pid)));
  }

  /** Writes one of its files, for example {@code freezer.state}. */
  public void set(String file, String value) {
    try {
      Files.writeString(dir.resolve(file), value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives its processes back and removes it. */
  void release() {
    if (Files.exists(dir.resolve("freezer.state"))) {
      set("freezer.state", "THAWED");
    }
    try {
      // What is forked meanwhile is still in it: again until it is empty.
      for (int i = 0; i < 20 && Files.exists(dir); i++) {
        Files.readAllLines(dir.resolve("cgroup.procs"), UTF_8)
            .forEach(pid -> tell(parent.resolve("cgroup.procs"), pid));
        if (dir.toFile().delete()) {
          return;
        }
      }
    } catch (IOException e) {
      // It was removed in between, which is what was wanted.
    }
  }

  private static void tell(Path file, String pid) {
    try {
      Files.writeString(file, pid);
    } catch (IOException e) {
      // The process is gone.
    }
  }
}
