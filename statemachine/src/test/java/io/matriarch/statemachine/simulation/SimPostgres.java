package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import io.matriarch.statemachine.node.SqlAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that behaves: it writes, streams, crashes with what it had, and forks when promoted.
 */
final class SimPostgres {
  enum Data {
    EMPTY,
    UNFINISHED,
    USABLE
  }

  private final SimNode node;
  final SimActs acts;
  Data data = Data.EMPTY;
  String unfinished = "";
  String system = "";
  SimWal wal = SimWal.begin(0);
  ControlState control = ControlState.OTHER;
  long controlEnd;
  boolean standbySignal;
  Process process = Process.NONE;
  long processSince;
  boolean takesWrites;
  boolean hung;
  boolean streaming;
  boolean checkpointed = true;
  String upstream = "";
  int generation;
  private @Nullable SqlAnswer answer;
  private long answeredNanos;
  private int answerApplied;
  private @Nullable Long askedNanos;

  SimPostgres(SimNode node) {
    this.node = node;
    acts = new SimActs(node, this);
  }

  boolean writable() {
    return process != Process.NONE && process != Process.STARTING && takesWrites;
  }

  boolean processExists() {
    return process != Process.NONE;
  }

  boolean standbyRunning() {
    return process == Process.RUNNING && !takesWrites;
  }

  boolean usable() {
    return data == Data.USABLE;
  }

  void process(Process now) {
    process = now;
    if (now == Process.STARTING) {
      processSince = node.local();
      generation++;
      answer = null;
    }
    if (now == Process.NONE) {
      generation++;
      takesWrites = false;
      streaming = false;
      hung = false;
      answer = null;
      askedNanos = null;
    }
  }

  /** Ends without order: killed, or the power is gone. */
  void die() {
    acts.abandon();
    if (process != Process.NONE) {
      control = takesWrites ? ControlState.IN_PRODUCTION : ControlState.IN_RECOVERY;
      process(Process.NONE);
    }
  }

  /** Killed by somebody else than the act that runs. */
  void killed() {
    if (process != Process.NONE) {
      die();
      acts.serverDied();
    }
  }

  /** The new agent watches the server that it found. */
  void agentStarted() {
    acts.abandon();
    answer = null;
    askedNanos = null;
    if (process == Process.STOPPING) {
      die();
    }
  }

  void tick() {
    streaming = false;
    if (process == Process.RUNNING && takesWrites && !hung) {
      wal = wal.written(node.sim.between(0, 3_000));
    } else if (process == Process.RUNNING && !upstream.isEmpty()) {
      stream();
    }
  }

  private void stream() {
    for (var other : node.sim.nodes) {
      var source = other.postgres;
      if (other.address().equals(upstream)
          && node.sim.wire(node.index, other.index)
          && source.writable()
          && !source.hung
          && source.wal.acceptsStandbyAt(wal)) {
        node.sim.check.streams(this, source);
        streaming = true;
        if (!node.sim.chance(0.1)) {
          wal = source.wal;
        }
      }
    }
  }

  /** One probe; unanswered while the server is hung. */
  void probe() {
    if (process != Process.RUNNING) {
      return;
    }
    if (hung) {
      askedNanos = askedNanos == null ? (Long) node.local() : askedNanos;
      return;
    }
    askedNanos = null;
    answeredNanos = node.local();
    answerApplied = node.applied;
    answer =
        new SqlAnswer(
            !takesWrites,
            wal.position(),
            takesWrites ? null : new Lsn(wal.end()),
            false,
            streaming,
            upstream,
            wal.history(),
            checkpointed,
            List.of(),
            150018,
            List.of());
  }

  DatabaseSeen seen() {
    return new DatabaseSeen(
        directory(),
        process,
        processSince,
        false,
        answer,
        answeredNanos,
        askedNanos,
        node.state.config().version());
  }

  private DataDirectory directory() {
    return switch (data) {
      case EMPTY -> new DataDirectory.Empty();
      case UNFINISHED -> new DataDirectory.Unfinished(unfinished);
      case USABLE ->
          new DataDirectory.Usable(
              system,
              control,
              new WalPosition(wal.timeline(), new Lsn(Math.min(controlEnd, wal.end()))),
              standbySignal);
    };
  }

  MemberReport report() {
    var said = answer;
    var role =
        said == null
            ? ServerRole.NONE
            : said.inRecovery() ? ServerRole.STANDBY : ServerRole.PRIMARY;
    var held = node.held;
    return new MemberReport(
        node.id,
        said == null ? node.applied : answerApplied,
        role,
        serverState(),
        said == null ? null : said.position(),
        said == null ? null : said.replayed(),
        said == null ? null : said.history(),
        said != null && said.checkpointed(),
        null,
        usable() ? system : null,
        150018,
        false,
        held != null && held.left(node.local()).isPositive()
            ? held.epoch()
            : io.matriarch.statemachine.model.Epoch.NONE,
        node.stoppingSince != null,
        node.sim.log.leader == node.index,
        "sim",
        null);
  }

  private ServerState serverState() {
    return switch (process) {
      case NONE -> data == Data.EMPTY ? ServerState.UNINITIALIZED : ServerState.STOPPED;
      case STARTING -> ServerState.STARTING;
      case STOPPING -> ServerState.STOPPING;
      case RUNNING -> streaming ? ServerState.STREAMING : ServerState.RUNNING;
    };
  }

  @Override
  public String toString() {
    return "%s %s %s%s %s"
        .formatted(
            data,
            process,
            takesWrites ? "primary" : "standby of " + upstream,
            streaming ? " streaming" : "",
            wal);
  }
}
