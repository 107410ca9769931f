package io.matriarch.chaos.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code /proc}. PIDs are those of the root namespace unless said otherwise. */
public final class ProcessTable {
  private static final double CLOCK_TICKS_PER_SECOND = 100;

  private ProcessTable() {}

  /** Every process in the same PID namespace as {@code member}, itself included. */
  static List<Long> inNamespaceOf(long member) {
    Optional<Path> namespace = namespace(member);
    if (namespace.isEmpty()) {
      return List.of();
    }
    return all().stream().filter(pid -> namespace(pid).equals(namespace)).toList();
  }

  /** A process and all that descend from it, parents first. */
  public static List<Long> tree(long root) {
    List<Long> tree = new ArrayList<>(List.of(root));
    for (int i = 0; i < tree.size(); i++) {
      ProcessHandle.of(tree.get(i)).stream()
          .flatMap(ProcessHandle::children)
          .map(ProcessHandle::pid)
          .forEach(tree::add);
    }
    return tree;
  }

  public static boolean isAlive(long pid) {
    return status(pid, "State").filter(state -> !state.startsWith("Z")).isPresent();
  }

  /** The number that the process has in its innermost PID namespace. */
  static Optional<Long> pidInside(long pid) {
    return status(pid, "NSpid")
        .map(numbers -> numbers.split("\\s+"))
        .map(numbers -> Long.parseLong(numbers[numbers.length - 1]));
  }

  public static long residentBytes(long pid) {
    return status(pid, "VmRSS")
        .map(text -> Long.parseLong(text.split("\\s+")[0]) * 1024)
        .orElseThrow(() -> gone(pid));
  }

  /** The same, 0 for one that is gone. */
  public static long residentBytesOf(long pid) {
    return isAlive(pid) ? status(pid, "VmRSS").map(ProcessTable::kilobytes).orElse(0L) : 0;
  }

  private static long kilobytes(String text) {
    return Long.parseLong(text.split("\\s+")[0]) * 1024;
  }

  /** Time on a processor since the start, user and system, without children. */
  public static double cpuSeconds(long pid) {
    String stat = read(pid, "stat").orElseThrow(() -> gone(pid));
    String[] fromState = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fromState[11]) + Long.parseLong(fromState[12])) / CLOCK_TICKS_PER_SECOND;
  }

  /** Bytes that it caused to be sent to the disk since its start. */
  public static long writtenBytes(long pid) {
    return read(pid, "io").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("write_bytes:"))
        .mapToLong(line -> Long.parseLong(line.substring("write_bytes:".length()).strip()))
        .findFirst()
        .orElseThrow(() -> gone(pid));
  }

  private static IllegalStateException gone(long pid) {
    return new IllegalStateException("no process " + pid);
  }

  private static List<Long> all() {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::parseLong)
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Optional<Path> namespace(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> status(long pid, String field) {
    return read(pid, "status").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst();
  }

  private static Optional<String> read(long pid, String file) {
    try {
      return Optional.of(Files.readString(Path.of("/proc/" + pid + "/" + file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
