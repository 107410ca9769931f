package io.matriarch.raft.ratis;

import io.matriarch.statemachine.model.ClusterState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one group, checked before Ratis opens them: Ratis starts empty, and with a vote,
 * where its segments are gone, and refuses where merely the last write was torn.
 */
final class LogFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);
  private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
  private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");
  private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");

  /** A file and the indexes that its name promises; {@code end} is -1 for the open one. */
  private record Segment(Path file, long start, long end) {}

  private final Path current;
  private final Path snapshots;

  LogFiles(Path groupDirectory) {
    this.current = groupDirectory.resolve("current");
    this.snapshots = groupDirectory.resolve("sm");
  }

  /** True where anything of a log, a vote or a snapshot is there. */
  boolean present() throws IOException {
    return Files.exists(current.resolve("raft-meta")) || hasEntries();
  }

  boolean hasEntries() throws IOException {
    return !segments().isEmpty() || !named(snapshots, SNAPSHOT).isEmpty();
  }

  /**
   * Reads everything; cuts off a torn tail, which no member ever acknowledged.
   *
   * @return the highest index that is here; -1 for none
   * @throws DamagedLogException where something is missing or was changed
   */
  long verify() throws IOException, DamagedLogException {
    verifyVote();
    long last = newestSnapshot();
    for (var segment : segments()) {
      if (segment.start > last + 1) {
        throw new DamagedLogException(
            "entries %d to %d are missing before %s"
                .formatted(last + 1, segment.start - 1, segment.file.getFileName()));
      }
      last = Math.max(last, verify(segment));
    }
    return last;
  }

  /** A state, and the entry after which it was. */
  record Reached(long index, long term, ClusterState state) {}

  /** The newest snapshot that can be read; the empty state where there is none. */
  Reached newest() throws IOException {
    var best = new Reached(-1, 0, ClusterState.EMPTY);
    for (var name : named(snapshots, SNAPSHOT)) {
      long index = Long.parseLong(name.group(2));
      if (index > best.index) {
        best =
            new Reached(
                index,
                Long.parseLong(name.group(1)),
                SnapshotFile.read(snapshots.resolve(name.group())));
      }
    }
    return best;
  }

  /** What a verified log has after an index, in order. */
  List<LogEntryProto> entriesAfter(long index) throws IOException {
    var entries = new ArrayList<LogEntryProto>();
    for (var segment : segments()) {
      SegmentScan.entries(segment.file).stream()
          .filter(e -> e.getIndex() > index)
          .forEach(entries::add);
    }
    return entries;
  }

  private long verify(Segment segment) throws IOException, DamagedLogException {
    var scan = SegmentScan.of(segment.file, segment.start);
    var damage = scan.damage();
    if (damage != null && (segment.end >= 0 || scan.entryAfterDamage())) {
      throw new DamagedLogException(segment.file + ": " + damage);
    }
    if (segment.end >= 0 && scan.lastIndex() != segment.end) {
      throw new DamagedLogException(
          "%s ends at index %d".formatted(segment.file, scan.lastIndex()));
    }
    if (damage != null) {
      LOG.atWarn()
          .addKeyValue("file", segment.file)
          .addKeyValue("kept_bytes", scan.goodBytes())
          .addKeyValue("last_index", scan.lastIndex())
          .log("torn end of the raft log cut off");
      try (var file = FileChannel.open(segment.file, StandardOpenOption.WRITE)) {
        file.truncate(scan.goodBytes());
        file.force(true);
      }
    }
    return scan.lastIndex();
  }

  private void verifyVote() throws IOException, DamagedLogException {
    var file = current.resolve("raft-meta");
    if (!Files.exists(file)) {
      throw new DamagedLogException(file + " is missing: nobody knows whom this member voted for");
    }
    var vote = new Properties();
    try (var in = Files.newInputStream(file)) {
      vote.load(in);
    } catch (IllegalArgumentException e) {
      throw new DamagedLogException(file + " is not readable: " + e.getMessage());
    }
    if (!vote.getProperty("term", "").matches("\\d{1,18}")
        || vote.getProperty("votedFor") == null) {
      throw new DamagedLogException(file + " names no term and vote");
    }
  }

  /** The index of the newest snapshot whose content is what was written; -1 without one. */
  private long newestSnapshot() throws IOException {
    var newestFirst = new ArrayList<>(named(snapshots, SNAPSHOT));
    newestFirst.sort(
        Comparator.comparingLong((Matcher m) -> Long.parseLong(m.group(2))).reversed());
    for (var name : newestFirst) {
      var file = snapshots.resolve(name.group());
      try {
        SnapshotFile.read(file);
        return Long.parseLong(name.group(2));
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("file", file).setCause(e).log("raft snapshot set aside");
        Durable.moveAside(file, file.resolveSibling(file.getFileName() + ".corrupt"));
      }
    }
    return -1;
  }

  private List<Segment> segments() throws IOException {
    var all = new ArrayList<Segment>();
    for (var m : named(current, CLOSED)) {
      all.add(
          new Segment(
              current.resolve(m.group()), Long.parseLong(m.group(1)), Long.parseLong(m.group(2))));
    }
    for (var m : named(current, OPEN)) {
      all.add(new Segment(current.resolve(m.group()), Long.parseLong(m.group(1)), -1));
    }
    all.sort(Comparator.comparingLong(Segment::start));
    return all;
  }

  private static List<Matcher> named(Path directory, Pattern pattern) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files
          .map(file -> pattern.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .toList();
    }
  }
}
