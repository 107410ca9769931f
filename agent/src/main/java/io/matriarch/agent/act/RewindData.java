package io.matriarch.agent.act;

import io.matriarch.agent.postgres.HostPort;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Undoes with pg_rewind what this node has and its source has not. */
final class RewindData implements Act {
  private static final Duration LIMIT = Duration.ofHours(12);

  /** What pg_rewind prints before it changes the first file. */
  private static final String BEGINS_TO_CHANGE = "need to copy";

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
    if (!(bench.inspect() instanceof Usable data)) {
      return new ActResult.Failed(
          "expected a usable database to rewind, found " + bench.look().seen().data());
    }
    if (!bench.server().killRemains()) {
      return new ActResult.Failed("processes of an earlier server cannot be killed");
    }
    var config = bench.config().get();
    bench.configFiles().writeAll(config, source.toString());
    var lost = KeepAccount.of(bench, source, permit);
    permit.confirm();
    bench.mark().setRewinding();
    boolean clean =
        data.state() == ControlState.SHUT_DOWN
            || data.state() == ControlState.SHUT_DOWN_IN_RECOVERY;
    if (!clean) {
      // The crash recovery that pg_rewind runs first is in single-user mode, which refuses this.
      Files.deleteIfExists(bench.files().standbySignal());
    }
    boolean archive =
        !config.postgresParameters().getOrDefault("restore_command", "").isBlank()
            || !bench.settings().parameters().getOrDefault("restore_command", "").isBlank();
    var outcome = bench.tools().rewind(source, archive).run(LIMIT, permit::isWithdrawn);
    if (!outcome.succeeded() && outcome.output().contains(BEGINS_TO_CHANGE)) {
      bench.inspect();
      permit.goOn();
      return new ActResult.Failed(
          "pg_rewind ended halfway, the data directory must be discarded (what it alone had was"
              + " kept before): "
              + outcome.lastLines(4));
    }
    // Whatever it is now, it must never start to take writes by itself.
    if (!bench.files().hasStandbySignal()) {
      Files.createFile(bench.files().standbySignal());
    }
    bench.configFiles().writeAll(config, source.toString());
    bench.mark().clearRewinding();
    bench.inspect();
    permit.goOn();
    return outcome.succeeded()
        ? new ActResult.Done(outcome.lastLines(1), null, lost)
        : new ActResult.Failed(
            "pg_rewind changed nothing and failed; where this goes on, set"
                + " postgresql.remove_data_directory_on_rewind_failure or empty the data directory"
                + " to have it cloned: "
                + outcome.lastLines(4));
  }
}
