package io.matriarch.chaos.simulation.postgres;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import io.matriarch.statemachine.node.SqlAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the agent knows of its server: as old as the last probe, and no better. */
final class Look {
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final long STARTING_NANOS = 25_000_000L;
  private static final long ANSWER_LIMIT_NANOS = 10_000_000_000L;

  private final Server server;
  private final AgentSide agent;
  private DataDirectory data;
  private Process process = Process.NONE;
  private long sinceNanos;
  private boolean diedUnasked;
  private @Nullable SqlAnswer answer;
  private long answeredNanos;
  private @Nullable Long askedNanos;
  private long parametersVersion;
  private Epoch promised;
  private long newestAnsweredNanos = Long.MIN_VALUE;
  private @Nullable DatabaseSeen seen;
  private int known = -1;
  private int question;
  private boolean wanted;
  private boolean asking;

  Look(Server server, AgentSide agent) {
    this.server = server;
    this.agent = agent;
    data = server.directory.read();
    promised = server.directory.promised;
    sinceNanos = agent.localNanos();
    if (server.exists()) {
      started();
    }
  }

  DatabaseSeen seen() {
    var now = seen;
    if (now == null) {
      now =
          new DatabaseSeen(
              data,
              process,
              sinceNanos,
              diedUnasked,
              answer,
              answeredNanos,
              askedNanos,
              promised,
              parametersVersion);
      seen = now;
    }
    return now;
  }

  /** Asks from now on, at an interval and when wanted. */
  void begin() {
    turn(question);
  }

  private void turn(int mine) {
    if (mine != question) {
      return;
    }
    ask();
    int next = ++question;
    agent.after(process == Process.STARTING ? STARTING_NANOS : INTERVAL_NANOS, () -> turn(next));
  }

  void look() {
    if (asking) {
      wanted = true;
    } else {
      turn(question);
    }
  }

  private void ask() {
    wanted = false;
    if (known < 0 || asking || server.process() == Process.STARTING) {
      return;
    }
    asking = true;
    int mine = known;
    long sent = agent.localNanos();
    if (askedNanos == null) {
      askedNanos = sent;
      seen = null;
    }
    server.machine.after(server.world.chance().micros(200, 2_500), () -> answerOf(mine, sent));
  }

  private void answerOf(int mine, long sent) {
    if (server.generation() == mine && server.answers()) {
      var said = ask(server);
      agent.after(50_000, () -> answered(mine, said, sent));
    } else if (server.generation() == mine && server.isHung()) {
      agent.after(
          200_000_000L,
          () -> {
            if (agent.localNanos() - sent > ANSWER_LIMIT_NANOS) {
              failed();
            } else {
              answerOf(mine, sent);
            }
          });
    } else {
      agent.after(50_000, this::failed);
    }
  }

  private void failed() {
    asking = false;
    agent.changed();
  }

  private void answered(int mine, SqlAnswer said, long sent) {
    asking = false;
    if (mine == known) {
      newestAnsweredNanos = sent;
      long now = agent.localNanos();
      if (process == Process.STARTING) {
        process = Process.RUNNING;
        sinceNanos = now;
      }
      answer = said;
      answeredNanos = askedNanos == null ? now : askedNanos;
      askedNanos = null;
      changed();
    }
    if (wanted) {
      turn(question);
    }
  }

  private static SqlAnswer ask(Server server) {
    var wal = server.directory.wal();
    boolean standby = server.inRecovery();
    return new SqlAnswer(
        standby,
        server.endKnown() ? wal.position() : server.directory.provenPosition(),
        standby ? new Lsn(wal.end()) : null,
        false,
        standby && server.receiver.isStreaming(),
        standby && server.receiver.isStreaming(),
        standby ? server.receiver.silentMillis() : 0,
        !standby || server.endKnown(),
        Math.max(server.directory.newestTimeline, server.directory.keptFree),
        standby ? server.directory.upstream : "",
        standby ? null : wal.branch().history(),
        !standby && server.directory.checkpointed,
        true,
        server.syncSetting(),
        server.directory.syncNames,
        replicas(server),
        150_018,
        List.of());
  }

  private static List<SqlAnswer.Replica> replicas(Server server) {
    var replicas = new ArrayList<SqlAnswer.Replica>();
    server
        .senders
        .flushed()
        .forEach(
            (name, end) -> {
              var lsn = new Lsn(end);
              replicas.add(new SqlAnswer.Replica(name, "", "streaming", "async", lsn, lsn, lsn));
            });
    return replicas;
  }

  // What acts report.

  /** Reads the directory again. */
  DataDirectory inspect() {
    data = server.directory.read();
    changed();
    return data;
  }

  void data(DataDirectory now) {
    data = now;
    changed();
  }

  void parameters(long version) {
    parametersVersion = version;
    changed();
  }

  /** A promise is on disk, and the stream was cut before the newest answer. */
  void promised(Epoch epoch) {
    promised = epoch;
    changed();
  }

  /** True where a question asked at {@code nanos} or later was answered. */
  boolean answeredSince(long nanos) {
    return newestAnsweredNanos - nanos >= 0 && newestAnsweredNanos != Long.MIN_VALUE;
  }

  void started() {
    known = server.generation();
    process = Process.STARTING;
    fresh(false);
    question++;
    int mine = question;
    agent.after(STARTING_NANOS, () -> turn(mine));
  }

  void stopping() {
    if (known >= 0) {
      process = Process.STOPPING;
      sinceNanos = agent.localNanos();
      changed();
    }
  }

  void exited(boolean unasked) {
    if (known >= 0 && !server.exists()) {
      known = -1;
      process = Process.NONE;
      data = server.directory.read();
      fresh(unasked);
    }
  }

  private void fresh(boolean unasked) {
    sinceNanos = agent.localNanos();
    diedUnasked = unasked;
    answer = null;
    answeredNanos = 0;
    askedNanos = null;
    asking = false;
    changed();
  }

  private void changed() {
    seen = null;
    agent.changed();
  }
}
