package io.matriarch.agent.act;

import io.matriarch.agent.postgres.WrittenConfig;
import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;

/** Writes the parameters of the configuration in force, and has a running server read them. */
final class ApplyParameters implements Act {
  private final Workbench bench;
  private final Permit permit;
  private final long atLeast;

  /**
   * Nothing yet.
   *
   * @param atLeast the version of the configuration that was decided on
   */
  ApplyParameters(Workbench bench, Permit permit, long atLeast) {
    this.bench = bench;
    this.permit = permit;
    this.atLeast = atLeast;
  }

  @Override
  public ActResult run() throws IOException, InterruptedException {
    long version = bench.config().get().version();
    if (version < atLeast) {
      return new ActResult.Failed(
          "expected configuration version %d, found %d: try again".formatted(atLeast, version));
    }
    permit.confirm();
    bench.configFiles().writeAccess(bench.config().get());
    var upstream = upstreamInEffect();
    if (bench.look().seen().isStandby()) {
      bench.writeOwnStandby(upstream);
    } else {
      bench.writeOwn(upstream, false);
    }
    if (bench.server().poke(Signal.HUP)) {
      bench.awaitFreshAnswer(permit);
    }
    return ActResult.Done.of("parameters of version " + version + " written");
  }

  /** A standby that was adopted goes on with its source until it is told otherwise. */
  private String upstreamInEffect() throws IOException {
    var written = bench.configFiles().written();
    var seen = bench.look().seen();
    var answer = seen.answer();
    return written.equals(WrittenConfig.NONE) && seen.isStandby() && answer != null
        ? answer.upstream()
        : written.upstream();
  }
}
