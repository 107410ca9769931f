package io.matriarch.agent.doctor;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.net.api.Examination.Disk;
import io.matriarch.net.api.Examination.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long a small write takes to be durable where the node's promises are kept. */
final class DiskSpeed {
  private static final int PAGE_BYTES = 8192;
  private static final int MOST_WRITES = 200;

  /** For each directory: the primary's own writes wait behind these. */
  private static final Duration LONGEST = Duration.ofMillis(800);

  /** The lease is renewed through the log every second; commits wait for the data directory. */
  private static final long SLOW_MICROS = 50_000;

  private static final long TOO_SLOW_MICROS = 500_000;

  /** PostgreSQL's tools leave files of this name out of copies. */
  private static final String NAME = "pgsql_tmp_matriarch_doctor";

  private DiskSpeed() {}

  /** Those directories that are there. */
  static List<Disk> of(AgentConfig config) {
    var disks = new ArrayList<Disk>();
    measure("raft", config.raft().dataDir(), disks);
    var postgresql = config.postgresql();
    if (postgresql != null) {
      measure("data", postgresql.dataDir().resolve("pg_wal"), disks);
    }
    return disks;
  }

  static List<Finding> findings(List<Disk> disks) {
    var findings = new ArrayList<Finding>();
    for (var disk : disks) {
      if (disk.p99Micros() < 0) {
        findings.add(
            new Finding(
                true,
                "%s cannot be written to".formatted(disk.directory()),
                "look at the file system: is it full, or mounted read-only?"));
      } else if (disk.p99Micros() >= SLOW_MICROS) {
        findings.add(
            new Finding(
                disk.p99Micros() >= TOO_SLOW_MICROS,
                "a write to %s is durable after %d ms (p99)"
                    .formatted(disk.directory(), disk.p99Micros() / 1000),
                "give it a faster disk, or one that others do not use"
                    + (disk.purpose().equals("raft") ? "; or raise ttl" : "")));
      }
    }
    return findings;
  }

  private static void measure(String purpose, Path directory, List<Disk> disks) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try {
      var micros = new long[MOST_WRITES];
      int writes = writes(directory.resolve(NAME), micros);
      var sorted = Arrays.copyOf(micros, writes);
      Arrays.sort(sorted);
      disks.add(
          new Disk(
              purpose,
              directory.toString(),
              sorted[writes / 2],
              sorted[Math.min(writes - 1, writes * 99 / 100)]));
    } catch (IOException e) {
      disks.add(new Disk(purpose, directory.toString(), Disk.UNWRITABLE, Disk.UNWRITABLE));
    }
  }

  private static int writes(Path file, long[] micros) throws IOException {
    Files.deleteIfExists(file);
    try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      // Without a name nothing is left over, however this ends.
      Files.delete(file);
      var page = ByteBuffer.allocateDirect(PAGE_BYTES);
      long begun = System.nanoTime();
      int done = 0;
      do {
        long before = System.nanoTime();
        page.rewind();
        channel.write(page, 0);
        channel.force(false);
        micros[done++] = (System.nanoTime() - before) / 1000;
      } while (done < MOST_WRITES && System.nanoTime() - begun < LONGEST.toNanos());
      return done;
    }
  }
}
