package io.matriarch.chaos.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A file system of a host's own, in a file, which can lose what was not synced. Mounted in the root
 * namespace while the host has power; a host's boot drops the disks of the others, of other labs
 * too, which would else be held for as long as it runs.
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

  /** What the device still holds back is on the disk before another one is made of the file. */
  void unmount() {
    Shell.run(
        "bash",
        "-c",
        "device=$(findmnt -no SOURCE \"$1\") && umount \"$1\" &&"
            + " { blockdev --flushbufs \"$device\" 2>/dev/null || true; }",
        "unmount",
        dir.toString());
  }

  /**
   * On a device of its own. {@code mount -o loop} would take the one that still has the file, where
   * somebody else's mount namespace holds the old mount, and with it a file system that was shut
   * down.
   */
  void mount() {
    Shell.run(
        "bash",
        "-c",
        "device=$(losetup -f --show \"$1\") && mount \"$device\" \"$2\" && losetup -d \"$device\"",
        "mount",
        image.toString(),
        dir.toString());
  }
}
