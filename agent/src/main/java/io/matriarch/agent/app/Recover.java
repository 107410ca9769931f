package io.matriarch.agent.app;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.postgres.DataInspector;
import io.matriarch.agent.postgres.PostgresTools;
import io.matriarch.raft.Invitation;
import io.matriarch.raft.RaftStartException;
import io.matriarch.raft.ratis.LastResort;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.transition.Transitions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code matriarch recover --force-single FILE}: the last resort when the majority of the members
 * is lost for good. Offline; says what it has, names the risk, asks, and only then does it.
 */
final class Recover {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int REFUSED = 3;

  private final AgentConfig config;
  private final BufferedReader in;
  private final PrintStream out;
  private final PrintStream err;

  Recover(AgentConfig config, BufferedReader in, PrintStream out, PrintStream err) {
    this.config = config;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Exit code: 0 done, 1 failed, 2 cannot be done here, 3 not confirmed and nothing changed. */
  int run() {
    try {
      var log = LastResort.of(Settings.raft(config, null, Invitation.NONE), Transitions::apply);
      show(log.survivor());
      if (!confirmed()) {
        err.println("not confirmed; nothing was changed");
        return REFUSED;
      }
      log.makeSingle();
      out.println(
          """
          done: %s is a group of one; start its agent. Then
            - where it does not become primary by itself: matriarchctl failover --candidate %s
            - empty raft.data_dir of every other node before its agent is started again, set raft.join
              there, and add it\
          """
              .formatted(config.name(), config.name()));
      return DONE;
    } catch (RaftStartException e) {
      e.problems().forEach(err::println);
      return WRONG_USAGE;
    } catch (IOException e) {
      err.println("failed: " + e.getMessage());
      return FAILED;
    }
  }

  private void show(LastResort.Survivor survivor) {
    var state = survivor.state();
    var lease = state.lease();
    var last = state.history().isEmpty() ? null : state.history().getLast();
    out.println("what %s has of the cluster '%s':".formatted(config.name(), config.scope()));
    line("last log entry", "index %d, term %d".formatted(survivor.index(), survivor.term()));
    line("epoch", String.valueOf(state.epoch().value()));
    line("primary", lease == null ? "none" : lease.holder().toString());
    line(
        "known timeline",
        last == null ? "none" : "%d, of %s".formatted(last.timeline(), last.primary()));
    line("commits are on", state.sync() == null ? "nothing promised" : state.sync().toString());
    line("own database", database());
    line("members", survivor.group().toString());
  }

  private void line(String what, String found) {
    out.println("  %-15s %s".formatted(what, found));
  }

  /** The end of its WAL as far as the control file tells. */
  private String database() {
    var postgresql = config.postgresql();
    if (postgresql == null) {
      return "none: a witness";
    }
    try {
      var settings = Settings.postgres(config, postgresql);
      return switch (new DataInspector(settings, new PostgresTools(settings, Path.of("/dev/null")))
          .look()) {
        case DataDirectory.Usable u ->
            "system identifier %s, timeline and LSN %s, %s"
                .formatted(
                    u.systemIdentifier(),
                    u.position(),
                    u.standbySignal() ? "a standby" : "no standby");
        case DataDirectory other -> other.getClass().getSimpleName();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  private boolean confirmed() throws IOException {
    List.of(
            "",
            "THE RISK: acknowledged commits and decisions that only the lost members know are"
                + " gone.",
            "If one of them still runs, or comes back with its data, there are two clusters and"
                + " two",
            "primaries. Make sure that they are off, and stay off.",
            "")
        .forEach(out::println);
    out.print("Type the name of the cluster to go on: ");
    out.flush();
    var answer = in.readLine();
    return answer != null && answer.strip().equals(config.scope());
  }
}
