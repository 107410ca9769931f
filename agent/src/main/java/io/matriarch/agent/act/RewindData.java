package io.matriarch.agent.act;

import io.matriarch.agent.postgres.DivergedWal;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.LeftoverWal;
import io.matriarch.agent.postgres.MissingSegments;
import io.matriarch.agent.process.Tool;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import io.matriarch.statemachine.node.LostWal;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Undoes with pg_rewind what this node has and its source has not. WAL that pg_rewind needs and a
 * checkpoint has removed is fetched, as long as there is a place to fetch it from.
 */
final class RewindData implements Act {
  private static final Duration LIMIT = Duration.ofHours(12);

  /** What pg_rewind prints before it changes the first file. */
  private static final String BEGINS_TO_CHANGE = "need to copy";

  /**
   * What it prints where it finds both on one timeline: with reason, or because the source was just
   * promoted and its control file does not say so before its next checkpoint.
   */
  private static final String SAME_HISTORY = "no rewind required";

  /** Where the source left the last timeline that both have. */
  private static final Pattern FORK =
      Pattern.compile("servers diverged at WAL location ([0-9A-F]+/[0-9A-F]+) on timeline");

  private final Workbench bench;
  private final Permit permit;
  private final HostPort source;

  RewindData(Workbench bench, Permit permit, HostPort source) {
    this.bench = bench;
    this.permit = permit;
    this.source = source;
  }

  @Override
  public ActResult run() throws IOException, InterruptedException {
    if (bench.runs() && new EndServer(bench).inOrder(permit) instanceof ActResult.Failed failed) {
      return failed;
    }
    if (!(bench.inspect() instanceof Usable)) {
      return notUsable();
    }
    if (!bench.server().killRemains()) {
      return new ActResult.Failed("processes of an earlier server cannot be killed");
    }
    bench.configFiles().writeAll(bench.config().get(), source.toString());
    var lost = KeepAccount.of(bench, source, permit);
    permit.confirm();
    MissingSegments missing = null;
    while (true) {
      var outcome = attempt();
      if (outcome == null) {
        return notUsable();
      }
      if (!outcome.succeeded() && bench.mark().what().isPresent()) {
        return new ActResult.Failed(
            "pg_rewind ended halfway, the data directory must be discarded (what it alone had was"
                + " kept before): "
                + outcome.lastLines(4));
      }
      if (outcome.succeeded()) {
        var obstacle = outcome.output().contains(SAME_HISTORY) ? leftAsItWas(outcome, lost) : null;
        return obstacle != null ? obstacle : new ActResult.Done(outcome.lastLines(1), null, lost);
      }
      var segment = MissingSegments.named(outcome.output()).orElse(null);
      if (segment == null) {
        return failed("", outcome);
      }
      if (missing == null) {
        missing = missing();
      }
      var obstacle = missing.fetch(segment, permit::isWithdrawn);
      permit.goOn();
      if (obstacle.isPresent()) {
        return failed(
            "the WAL that it needs is gone: %s (it may be put into %s from an archive); "
                .formatted(obstacle.get(), bench.files().wal()),
            outcome);
      }
    }
  }

  /**
   * One run of pg_rewind, after crash recovery where that is needed. The mark stays where it may
   * have changed something and did not finish. Null where there is no database.
   */
  private Tool.@Nullable Outcome attempt() throws IOException, InterruptedException {
    if (!(bench.inspect() instanceof Usable data)) {
      return null;
    }
    bench.mark().setRewinding();
    Tool.Outcome outcome = null;
    if (!isClean(data)) {
      // Crash recovery in single-user mode refuses this.
      Files.deleteIfExists(bench.files().standbySignal());
      outcome = bench.tools().recover().run(LIMIT, permit::isWithdrawn);
    }
    if (outcome == null || outcome.succeeded()) {
      outcome = bench.tools().rewind(source, hasArchive()).run(LIMIT, permit::isWithdrawn);
    }
    if (outcome.succeeded() || !outcome.output().contains(BEGINS_TO_CHANGE)) {
      // Whatever it is now, it must never start to take writes by itself.
      if (!bench.files().hasStandbySignal()) {
        Files.createFile(bench.files().standbySignal());
      }
      bench.configFiles().writeAll(bench.config().get(), source.toString());
      if (outcome.succeeded() && !outcome.output().contains(SAME_HISTORY)) {
        bench.mark().setRewound();
      }
      bench.mark().clearRewinding();
    }
    bench.inspect();
    permit.goOn();
    return outcome;
  }

  /**
   * pg_rewind goes by the control file alone. What lies beside it is judged here; null where the
   * database can follow the source now.
   */
  private @Nullable ActResult leftAsItWas(Tool.Outcome outcome, @Nullable LostWal lost)
      throws IOException, InterruptedException {
    if (lost != null && lost.transactions() > 0) {
      return new ActResult.Failed(
          ("pg_rewind found %s on the same timeline, and this node has %d transactions that it"
                  + " never had: its first checkpoint as primary has not ended; tried again")
              .formatted(source, lost.transactions()));
    }
    if (!(bench.inspect() instanceof Usable data)) {
      return notUsable();
    }
    var fork = FORK.matcher(outcome.output());
    if (data.state() == ControlState.SHUT_DOWN
        && fork.find()
        && data.position().lsn().compareTo(Lsn.parse(fork.group(1))) < 0) {
      // The source wrote something else at that place, and a standby would go on behind it.
      bench.mark().setRewinding();
      bench.inspect();
      return new ActResult.Failed(
          ("the data directory must be discarded: its crash recovery ended with a checkpoint at %s"
                  + " that %s, which left this timeline at %s, never had")
              .formatted(data.position(), source, fork.group(1)));
    }
    var history = wal().historyOf(source);
    permit.confirm();
    WalCare.undone(
        LeftoverWal.takeAwayForeign(bench.files().wal(), data.position().timeline(), history));
    return null;
  }

  private DivergedWal wal() {
    return new DivergedWal(bench.settings(), bench.tools(), bench.connections());
  }

  private MissingSegments missing() throws IOException, InterruptedException {
    return wal().missing(source, permit::isWithdrawn);
  }

  private static boolean isClean(Usable data) {
    return data.state() == ControlState.SHUT_DOWN
        || data.state() == ControlState.SHUT_DOWN_IN_RECOVERY;
  }

  private boolean hasArchive() {
    return !bench.config().get().postgresParameters().getOrDefault("restore_command", "").isBlank()
        || !bench.configFiles().parameters().getOrDefault("restore_command", "").isBlank();
  }

  private ActResult notUsable() {
    return new ActResult.Failed(
        "expected a usable database to rewind, found " + bench.look().seen().data());
  }

  private static ActResult failed(String why, Tool.Outcome outcome) {
    return new ActResult.Failed(
        "pg_rewind changed nothing and failed; where this goes on, set"
            + " postgresql.remove_data_directory_on_rewind_failure or empty the data directory"
            + " to have it cloned: "
            + why
            + outcome.lastLines(4));
  }
}
