package io.matriarch.chaos.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A file system of a host's own, in a file, which can lose what was not synced. Mounted in the root
 * namespace while the host has power; a host's boot drops the disks of the others, of other labs
 * too: held by it, a disk that was shut down would be mounted again as dead as it was.
 */
public final class HostDisk {
  private static final String FILLER = "filler";

  private final Path image;
  private final Path dir;

  /**
   * Makes it and mounts it.
   *
   * @param dir where, empty
   * @param size as truncate reads it
   */
  HostDisk(Path dir, String size) {
    this.dir = dir;
    this.image = imageOf(dir);
    Shell.run("truncate", "-s", size, image.toString());
    Shell.run("mkfs.ext4", "-q", "-F", image.toString());
    mount();
    Shell.run("chown", "postgres:postgres", dir.toString());
    Shell.run("chmod", "700", dir.toString());
  }

  /** Beside the host's directory, where no host has its own things. */
  private static Path imageOf(Path dir) {
    Path above = Objects.requireNonNull(dir.getParent());
    return dir.getFileName().toString().equals(Host.RAFT)
        ? above.resolveSibling(above.getFileName() + "-raft.img")
        : dir.resolveSibling(dir.getFileName() + ".img");
  }

  /** Whoever writes or syncs waits until {@link #thaw}. */
  public void freeze() {
    Shell.run("fsfreeze", "-f", dir.toString());
  }

  public void thaw() {
    Shell.run("fsfreeze", "-u", dir.toString());
  }

  void thawIfFrozen() {
    Shell.ask(List.of("fsfreeze", "-u", dir.toString()), "", Shell.LIMIT);
  }

  /** Takes all space that is left. */
  public void fill() {
    String filler = dir.resolve(FILLER).toString();
    Shell.ask(
        List.of(
            "bash",
            "-c",
            "fallocate -l $(df --output=avail -B1 ${1%/*} | tail -1) $1; cat /dev/zero >>$1",
            "fill",
            filler),
        "",
        Shell.LIMIT);
  }

  public void empty() {
    Shell.ask(List.of("rm", "-f", dir.resolve(FILLER).toString()), "", Shell.LIMIT);
  }

  /** Whether this machine can do that. */
  static boolean possible() {
    return Shell.ask(List.of("which", "mkfs.ext4", "xfs_io", "losetup"), "", Shell.LIMIT).exitCode()
        == 0;
  }

  /** From here on nothing reaches the disk, and what was not synced never will. */
  public void forgetUnsynced() {
    Shell.run("xfs_io", "-x", "-c", "shutdown", dir.toString());
  }

  /** What is on the disk, after the journal's recovery; nobody may use it. */
  void mountAgain() {
    unmount();
    mount();
  }

  void unmount() {
    Shell.run("umount", dir.toString());
  }

  void mount() {
    Shell.run("mount", "-o", "loop", image.toString(), dir.toString());
  }
}
