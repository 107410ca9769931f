package io.matriarch.agent.postgres;

import io.matriarch.agent.process.Tool;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DataDirectory.Empty;
import io.matriarch.statemachine.node.DataDirectory.Unfinished;
import io.matriarch.statemachine.node.DataDirectory.Unusable;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what the data directory holds, without a server. Blocks for up to five seconds. */
public final class DataInspector {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private final DataFiles files;
  private final UnfinishedMark mark;
  private final PostgresTools tools;
  private final boolean restorable;

  public DataInspector(PostgresSettings settings, PostgresTools tools) {
    this.files = new DataFiles(settings.paths().data());
    this.mark = new UnfinishedMark(settings.paths());
    this.tools = tools;
    this.restorable = settings.scripts().noLeader();
  }

  /** One look; trouble is an answer, not an exception. */
  public DataDirectory look() throws InterruptedException {
    try {
      if (isEmpty()) {
        return new Empty(restorable);
      }
      var unfinished = mark.what();
      if (unfinished.isPresent()) {
        return new Unfinished(unfinished.get());
      }
      if (!Files.exists(files.version()) || !Files.exists(files.control())) {
        return new Unusable(
            "expected an empty directory or a PostgreSQL database in %s, found other files; move them away"
                .formatted(files.directory()));
      }
      return database();
    } catch (IOException | IllegalArgumentException e) {
      return new Unusable(
          "the data directory %s cannot be read: %s".formatted(files.directory(), e.getMessage()));
    }
  }

  /**
   * What a standby's parameters must be at least, for recovery to begin; empty where that cannot be
   * read.
   */
  public SortedMap<String, Long> leastForRecovery() throws InterruptedException {
    try {
      var printed = tools.controlData(files.directory()).run(LIMIT, () -> false);
      return printed.succeeded() ? RecoveryFloor.parse(printed.output()) : new TreeMap<>();
    } catch (IOException e) {
      return new TreeMap<>();
    }
  }

  private boolean isEmpty() throws IOException {
    if (!Files.exists(files.directory())) {
      return true;
    }
    try (var entries = Files.list(files.directory())) {
      // What mkfs leaves at the top of a file system is nobody's data, nor is a mark that the loss
      // of power kept from being one.
      var kept = mark.isKept();
      return entries.allMatch(
          e ->
              e.endsWith("lost+found")
                  || e.equals(TextFile.fresh(files.unfinished()))
                  || kept && (e.equals(files.stage()) || e.equals(files.unfinished())));
    }
  }

  private DataDirectory database() throws IOException, InterruptedException {
    Tool.Outcome printed = tools.controlData(files.directory()).run(LIMIT, () -> false);
    if (!printed.succeeded()) {
      return new Unusable("pg_controldata failed: " + printed.lastLines(3));
    }
    var control = ControlData.parse(printed.output());
    var position = position(control);
    return new Usable(
        control.systemIdentifier(),
        control.state(),
        position,
        files.hasStandbySignal(),
        isHalfCopied(control),
        Math.max(position.timeline(), HistoryFile.newest(files.wal())));
  }

  /**
   * Its recovery has not begun yet, or has not come to its end; a copy of a primary has all WAL.
   */
  private boolean isHalfCopied(ControlData control) {
    return control.copyBegun()
        || control.state() == DataDirectory.ControlState.IN_RECOVERY
            && (mark.isRewound() || Files.exists(files.directory().resolve("backup_label")));
  }

  /**
   * After a clean shutdown of a primary the end of its shutdown checkpoint, which is the last byte
   * a standby can have got; else what is proven: the begin of the last checkpoint or the end of the
   * minimum recovery, whichever is further.
   */
  private WalPosition position(ControlData control) {
    var proven = control.checkpoint();
    if (control.state() == ControlState.SHUT_DOWN) {
      try {
        proven = WalFile.endOfRecord(files.wal(), proven, control.segmentBytes());
      } catch (IOException e) {
        return proven; // its segment is gone: the begin of the record is still true
      }
    }
    var min = control.minRecovery().orElse(proven);
    return min.compareTo(proven) > 0 ? min : proven;
  }
}
