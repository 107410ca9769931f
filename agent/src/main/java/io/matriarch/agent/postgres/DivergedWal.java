package io.matriarch.agent.postgres;

import io.matriarch.agent.process.Tool;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.LostWal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The account of a stopped database that is about to be rewound or discarded: what it has that the
 * primary never had. The segments are copied aside, so that somebody can still read from them what
 * was lost.
 */
public final class DivergedWal {
  private static final Duration TO_TELL_THE_VERSION = Duration.ofSeconds(5);

  private final DataFiles files;
  private final PostgresTools tools;
  private final Connections connections;
  private final KeptSegments kept;

  public DivergedWal(PostgresSettings settings, PostgresTools tools, Connections connections) {
    this.files = new DataFiles(settings.paths().data());
    this.tools = tools;
    this.connections = connections;
    this.kept = new KeptSegments(settings.paths().state().resolve("postgresql.diverged"));
  }

  /**
   * Finds it, and keeps it where there is room.
   *
   * @param source the primary that does not have it
   * @param roomBytes how much may be kept in all
   * @param limit for reading the WAL; copying takes as long as that many bytes take
   * @return empty where there is nothing that the primary does not have
   * @throws IOException where it cannot be told what is lost
   */
  public Optional<LostWal> account(
      HostPort source, long roomBytes, Duration limit, BooleanSupplier abandoned)
      throws IOException, InterruptedException {
    var control =
        ControlData.parse(
            tools.controlData(files.directory()).run(TO_TELL_THE_VERSION, abandoned).output());
    var divergence = divergence(control, source);
    if (control.state() == ControlState.SHUT_DOWN
        && !WalFile.endOfRecord(files.wal(), control.checkpoint(), control.segmentBytes())
            .lsn()
            .isAfter(divergence.fork().lsn())) {
      return Optional.empty();
    }
    return account(divergence, control.segmentBytes(), new Bounds(roomBytes, limit, abandoned));
  }

  private Divergence divergence(ControlData control, HostPort source) throws IOException {
    // A server that dies soon after its promotion leaves a control file of the timeline before.
    int timeline =
        Math.max(control.checkpoint().timeline(), WalFile.newestTimeline(files.wal()).orElse(1));
    return Divergence.of(HistoryFile.read(files.wal(), timeline), historyOf(source))
        .orElseThrow(() -> new IOException("no timeline in common with " + source));
  }

  /**
   * To look for segments that pg_rewind asks for and {@code pg_wal} has not.
   *
   * @throws IOException where the two have nothing in common, or one of them does not say
   */
  public MissingSegments missing(HostPort source, BooleanSupplier abandoned)
      throws IOException, InterruptedException {
    var control =
        ControlData.parse(
            tools.controlData(files.directory()).run(TO_TELL_THE_VERSION, abandoned).output());
    return new MissingSegments(
        files.wal(), kept.root(), connections, source, control, divergence(control, source).fork());
  }

  private record Bounds(long roomBytes, Duration limit, BooleanSupplier abandoned) {}

  private Optional<LostWal> account(Divergence divergence, long segmentBytes, Bounds bounds)
      throws InterruptedException {
    var fork = divergence.fork();
    var digest = new WalDigest(fork.lsn(), segmentBytes);
    var trouble = read(divergence, digest, bounds);
    if (trouble.isEmpty() && digest.isHousekeeping()) {
      return Optional.empty();
    }
    var end = digest.end();
    var name = "%s-to-%s".formatted(fork, end).replace('/', '_');
    var note =
        kept.keep(
            name,
            segments(divergence, trouble.isEmpty() ? end : null, segmentBytes),
            bounds.roomBytes());
    return Optional.of(
        new LostWal(
            fork,
            end,
            end.bytesAhead(fork.lsn()),
            trouble.isEmpty() ? digest.transactions() : -1,
            trouble.isEmpty() ? digest.summary() + note.text() : trouble + note.text(),
            note.directory()));
  }

  /** Empty where all of it could be read up to where the WAL ends. */
  private String read(Divergence divergence, WalDigest digest, Bounds bounds)
      throws InterruptedException {
    for (var piece : divergence.pieces()) {
      int before = digest.records();
      Tool.Outcome outcome;
      try {
        outcome =
            tools
                .walDump(files.wal(), piece.timeline(), piece.begin(), piece.end())
                .run(bounds.limit(), bounds.abandoned(), digest::line);
      } catch (IOException e) {
        return "pg_waldump could not be started: " + e.getMessage();
      }
      // Where the WAL ends it says that the next record is invalid, and that is no trouble.
      var ended = outcome.end() == Tool.End.EXITED && digest.records() > before;
      var nothing = outcome.output().contains("could not find a valid record");
      if (!outcome.succeeded() && !ended && !nothing) {
        return "pg_waldump could not read it: " + outcome.lastLines(1);
      }
    }
    return "";
  }

  /** Up to {@code end}; where that is not known, as far as there are any. */
  private List<Path> segments(Divergence divergence, @Nullable Lsn end, long segmentBytes) {
    var all = new ArrayList<Path>();
    for (var piece : divergence.pieces()) {
      var last = piece.end() == null ? end : piece.end();
      long number = Long.divideUnsigned(piece.begin().bytes(), segmentBytes);
      var segment = segment(piece.timeline(), number, segmentBytes);
      while (Files.exists(segment) && (last == null || last.bytes() - number * segmentBytes > 0)) {
        all.add(segment);
        segment = segment(piece.timeline(), ++number, segmentBytes);
      }
      if (Files.exists(HistoryFile.path(files.wal(), piece.timeline()))) {
        all.add(HistoryFile.path(files.wal(), piece.timeline()));
      }
    }
    return all;
  }

  private Path segment(int timeline, long number, long segmentBytes) {
    return files
        .wal()
        .resolve(WalFile.name(timeline, new Lsn(number * segmentBytes), segmentBytes));
  }

  /**
   * How {@code source} came to its timeline.
   *
   * @throws IOException where it does not say
   */
  public TimelineHistory historyOf(HostPort source) throws IOException {
    try (var connection = connections.openAsRewinder(source)) {
      return SourceHistory.ask(connection);
    } catch (SQLException | RuntimeException e) {
      throw new IOException(
          "%s did not tell its timeline: %s".formatted(source, e.getMessage()), e);
    }
  }
}
