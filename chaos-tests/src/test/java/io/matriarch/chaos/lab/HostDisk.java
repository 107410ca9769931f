package io.matriarch.chaos.lab;

import java.nio.file.Path;
import java.util.List;

/**
 * A file system of a host's own, in a file, which can lose what was not synced. Mounted in the root
 * namespace while the host has power; a host's boot drops the disks of the others, which would else
 * be held for as long as it runs.
 */
final class HostDisk {
  private static final String SIZE = "1500m";

  private final Path image;
  private final Path dir;

  /**
   * Makes it and mounts it.
   *
   * @param dir the host's directory, empty
   */
  HostDisk(Path dir) {
    this.dir = dir;
    this.image = dir.resolveSibling(dir.getFileName() + ".img");
    Shell.run("truncate", "-s", SIZE, image.toString());
    Shell.run("mkfs.ext4", "-q", "-F", image.toString());
    mount();
    Shell.run("chown", "postgres:postgres", dir.toString());
    Shell.run("chmod", "700", dir.toString());
  }

  /** Whether this machine can do that. */
  static boolean possible() {
    return Shell.ask(List.of("which", "mkfs.ext4", "xfs_io", "losetup"), "", Shell.LIMIT).exitCode()
        == 0;
  }

  /** From here on nothing reaches the disk, and what was not synced never will. */
  void forgetUnsynced() {
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

  private void mount() {
    Shell.run("mount", "-o", "loop", image.toString(), dir.toString());
  }
}
