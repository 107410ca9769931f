package io.matriarch.chaos.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that all namespaces and directories of one lab carry: {@code mtlab-PID-STARTTICKS-N}.
 * With the start time of its owner in it, a left-over of a dead test JVM is told from the lab of a
 * living one even after the PID was given to somebody else.
 */
record LabName(long ownerPid, long ownerStartTicks, int number) {
  private static final Pattern SHAPE = Pattern.compile("mtlab-(\\d+)-(\\d+)-(\\d+)(-.*)?");

  static LabName ofThisJvm(int number) {
    long pid = ProcessHandle.current().pid();
    return new LabName(pid, startTicks(pid).orElseThrow(), number);
  }

  /**
   * Reads the lab's name out of the name of a namespace or directory.
   *
   * @return empty if it is none of ours
   */
  static Optional<LabName> in(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new LabName(
            Long.parseLong(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            Integer.parseInt(matcher.group(3))));
  }

  boolean ownerIsGone() {
    return startTicks(ownerPid).filter(ticks -> ticks == ownerStartTicks).isEmpty();
  }

  String with(String part) {
    return this + "-" + part;
  }

  @Override
  public String toString() {
    return "mtlab-" + ownerPid + "-" + ownerStartTicks + "-" + number;
  }

  /** Field 22 of {@code /proc/PID/stat}; the command in field 2 may hold spaces and brackets. */
  private static Optional<Long> startTicks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fromState = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Optional.of(Long.parseLong(fromState[19]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
