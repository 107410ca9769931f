package io.matriarch.agent.act;

import io.matriarch.agent.postgres.ReservedTimelines;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Starts the server, to take writes or in recovery. */
final class StartServer {
  /** A standby that replays for longer than this is left to it: the loop has other things to do. */
  private static final Duration STANDBY_PATIENCE = Duration.ofSeconds(3);

  private final Workbench bench;
  private final Permit permit;

  StartServer(Workbench bench, Permit permit) {
    this.bench = bench;
    this.permit = permit;
  }

  ActResult asPrimary() throws IOException, InterruptedException {
    return asPrimary(bench.config().get().primaryStartTimeout());
  }

  /**
   * @param within how long it may take to accept connections
   */
  ActResult asPrimary(Duration within) throws IOException, InterruptedException {
    if (bench.runs()) {
      return awaitPrimary(within);
    }
    if (!(bench.inspect() instanceof Usable data)) {
      return notUsable();
    }
    if (data.state() == ControlState.SHUT_DOWN_IN_RECOVERY
        || data.state() == ControlState.IN_RECOVERY) {
      // On the timeline of its primary it would write another history under the same number.
      return new ActResult.Failed(
          "expected the data of a primary, found that of a standby (%s): start it as one and promote it"
              .formatted(data.state()));
    }
    permit.confirm();
    Files.deleteIfExists(bench.files().standbySignal());
    Files.deleteIfExists(bench.files().recoverySignal());
    Files.deleteIfExists(bench.files().promoteSignal());
    WalCare.ofPrimary(bench.files().wal());
    bench.look().data(data.withStandbySignal(false));
    bench.start("", false, permit);
    return awaitPrimary(within);
  }

  private ActResult awaitPrimary(Duration patience) throws InterruptedException {
    boolean decided =
        permit.await(patience, () -> bench.ended() || bench.look().seen().answer() != null);
    if (bench.ended()) {
      return endedEarly();
    }
    if (!decided) {
      return new ActResult.Failed(
          "the server did not accept connections within %s; it may still be recovering"
              .formatted(patience));
    }
    return bench.look().seen().isPrimary()
        ? ActResult.Done.of("started, takes writes")
        : new ActResult.Failed("expected a server that takes writes, found one in recovery");
  }

  ActResult asStandby(String upstream) throws IOException, InterruptedException {
    return asStandby(upstream, STANDBY_PATIENCE);
  }

  /**
   * @param patience how long to wait for it to accept connections; longer is no failure
   */
  ActResult asStandby(String upstream, Duration patience) throws IOException, InterruptedException {
    if (!bench.runs()) {
      if (!(bench.inspect() instanceof Usable data)) {
        return notUsable();
      }
      permit.confirm();
      if (!bench.files().hasStandbySignal()) {
        Files.createFile(bench.files().standbySignal());
      }
      Files.deleteIfExists(bench.files().recoverySignal());
      Files.deleteIfExists(bench.files().promoteSignal());
      ReservedTimelines.release(bench.files().wal());
      WalCare.beforeRecovery(bench.files().wal(), data.position().timeline());
      // Said before it starts: a server that is believed to come up as a primary is fenced.
      bench.look().data(data.withStandbySignal(true));
      bench.start(upstream, true, permit);
    }
    permit.await(patience, () -> bench.ended() || bench.look().seen().answer() != null);
    if (bench.ended()) {
      return endedEarly();
    }
    var answer = bench.look().seen().answer();
    if (answer == null) {
      return ActResult.Done.of("started, not consistent yet");
    }
    return answer.inRecovery()
        ? ActResult.Done.of("started in recovery")
        : new ActResult.Failed("expected a server in recovery, found one that takes writes");
  }

  private ActResult notUsable() {
    return new ActResult.Failed(
        "expected a usable database in %s, found %s"
            .formatted(bench.files().directory(), bench.look().seen().data()));
  }

  private ActResult endedEarly() {
    return new ActResult.Failed(
        "the server ended while starting; %s says why"
            .formatted(bench.settings().paths().run().resolve("postgresql.log")));
  }
}
