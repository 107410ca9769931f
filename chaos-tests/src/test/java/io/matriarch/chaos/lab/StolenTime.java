package io.matriarch.chaos.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of this machine's processors its own host kept for others, since this was made. */
public final class StolenTime {
  private static final int USER = 1;
  private static final int STEAL = 8;

  private final long[] begin = read();

  /** From 0 to 1: then no promise about time can be kept by a process of this machine. */
  public double share() {
    long[] now = read();
    long all = 0;
    for (int i = USER; i <= STEAL; i++) {
      all += now[i] - begin[i];
    }
    return all == 0 ? 0 : (double) (now[STEAL] - begin[STEAL]) / all;
  }

  private static long[] read() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      String[] fields = lines.findFirst().orElseThrow().split("\\s+");
      long[] numbers = new long[STEAL + 1];
      for (int i = USER; i <= STEAL; i++) {
        numbers[i] = Long.parseLong(fields[i]);
      }
      return numbers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
