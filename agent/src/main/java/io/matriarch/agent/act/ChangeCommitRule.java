package io.matriarch.agent.act;

import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes whom the commits of the running primary wait for. */
final class ChangeCommitRule implements Act {
  private static final Logger log = LoggerFactory.getLogger(ChangeCommitRule.class);
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Workbench bench;
  private final Permit permit;
  private final CommitRule rule;

  ChangeCommitRule(Workbench bench, Permit permit, CommitRule rule) {
    this.bench = bench;
    this.permit = permit;
    this.rule = rule;
  }

  @Override
  public ActResult run() throws IOException, SQLException, InterruptedException {
    if (!bench.runs()) {
      return new ActResult.Failed("expected a running primary, found no server");
    }
    permit.confirm();
    bench.writeRule(rule);
    bench.server().poke(Signal.HUP);
    var result = bench.connections().whileOpen(this::untilInEffect);
    bench.awaitFreshAnswer(permit);
    return result;
  }

  private ActResult untilInEffect(Connection connection) throws SQLException, InterruptedException {
    long begun = System.nanoTime();
    boolean reset = false;
    var found = "";
    while (System.nanoTime() - begun < LIMIT.toNanos()) {
      permit.goOn();
      found = inEffect(connection);
      if (found.equals(rule.text())) {
        return ActResult.Done.of("commits wait for " + rule);
      }
      if (!reset && System.nanoTime() - begun > LIMIT.toNanos() / 4) {
        reset = true;
        resetForeign(connection);
        bench.server().poke(Signal.HUP);
      }
      Thread.sleep(PAUSE);
    }
    return new ActResult.Failed(
        "expected synchronous_standby_names '%s', found '%s': something else sets it"
            .formatted(rule.text(), found));
  }

  private static String inEffect(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT current_setting('synchronous_standby_names')")) {
      row.next();
      return row.getString(1);
    }
  }

  /** What ALTER SYSTEM wrote wins over every file of ours. */
  private static void resetForeign(Connection connection) throws SQLException {
    log.atWarn().setMessage("removing synchronous_standby_names set by ALTER SYSTEM").log();
    try (var statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM RESET synchronous_standby_names");
    }
  }
}
