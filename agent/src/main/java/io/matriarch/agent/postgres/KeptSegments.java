package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;

/**
 * WAL kept aside, a directory for each time that a database was rewound or discarded. Bounded: the
 * newest five, and so many bytes in all.
 */
final class KeptSegments {
  private static final int KEPT = 5;
  private final Path root;

  KeptSegments(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /**
   * What became of the wish to keep something.
   *
   * @param directory where it is; empty where it is not kept
   * @param text why it is not, to be added to a sentence; empty where it is
   */
  record Note(String directory, String text) {}

  /**
   * Copies {@code segments}; a second time under the same name changes nothing.
   *
   * @param roomBytes for everything that is kept: the oldest makes room for the new
   */
  Note keep(String name, List<Path> segments, long roomBytes) {
    var target = root.resolve(name);
    try {
      if (Files.isDirectory(target)) {
        return new Note(target.toString(), "");
      }
      long needed = size(segments);
      if (needed > roomBytes) {
        return new Note(
            "",
            "; not kept: %d bytes are more than postgresql.keep_diverged_wal allows (%d)"
                .formatted(needed, roomBytes));
      }
      Files.createDirectories(root);
      makeRoom(roomBytes - needed);
      if (Files.getFileStore(root).getUsableSpace() / 2 < needed) {
        return new Note("", "; not kept: less than twice its size is free on the disk");
      }
      copy(segments, root.resolve(name + ".new"), target);
      return new Note(target.toString(), "");
    } catch (IOException e) {
      return new Note("", "; not kept: " + e);
    }
  }

  private static void copy(List<Path> segments, Path fresh, Path target) throws IOException {
    delete(fresh);
    Files.createDirectory(fresh);
    for (var segment : segments) {
      Files.copy(segment, fresh.resolve(segment.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.setLastModifiedTime(fresh, FileTime.fromMillis(System.currentTimeMillis()));
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void makeRoom(long leftBytes) throws IOException {
    List<Path> oldestFirst;
    try (var all = Files.list(root)) {
      oldestFirst = all.sorted(Comparator.comparing(KeptSegments::modified)).toList();
    }
    long total = 0;
    for (var directory : oldestFirst) {
      total += size(files(directory));
    }
    int count = oldestFirst.size();
    for (var directory : oldestFirst) {
      if (total <= leftBytes && count < KEPT) {
        return;
      }
      total -= size(files(directory));
      count--;
      delete(directory);
    }
  }

  private static FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var all = Files.list(directory)) {
      return all.toList();
    }
  }

  private static long size(List<Path> files) throws IOException {
    long sum = 0;
    for (var file : files) {
      sum += Files.size(file);
    }
    return sum;
  }

  private static void delete(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      for (var file : files(directory)) {
        Files.delete(file);
      }
      Files.delete(directory);
    }
  }
}
