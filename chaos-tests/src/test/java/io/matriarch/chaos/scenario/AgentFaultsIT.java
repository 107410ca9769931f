package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The primary's agent stops or dies while PostgreSQL runs on. */
@Scenarios
class AgentFaultsIT {
  private static final Duration PAUSE =
      Duration.ofSeconds(Integer.getInteger("lab.agent.pause.seconds", 15));

  @Test
  void guard_stops_the_server_of_a_paused_agent(LabRun lab) throws Exception {
    lab.measure(
        "SIGSTOP of the primary's agent for " + PAUSE.toSeconds() + " s",
        "old one stops taking writes within the lease (5 s), new primary <= 6 s, rejoins",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            Node old = trial.primary();

            trial.strike(old.agent()::pause);
            trial.writableElsewhere(Trial.FAILOVER);
            trial.oldPrimaryStoppedWithin(Trial.LEASE);
            sample.mustUnlessStolen("old postmaster is gone", old.postmaster().isEmpty());

            Await.pass(PAUSE.minus(trial.sinceFault()));
            old.agent().resume();
            trial.healthyAgain("rejoined", System.nanoTime(), Duration.ofSeconds(30));
            trial.finish();
          }
        });
  }

  @Test
  void agent_that_restarts_within_the_lease_keeps_its_server(LabRun lab) throws Exception {
    lab.measure(
        "kill -9 of the primary's agent, started again at once",
        "no failover, same postmaster",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            Node old = trial.primary();
            Optional<Long> postmaster = old.postmaster();

            trial.strike(
                () -> {
                  old.agent().kill();
                  old.agent().exitCode(Duration.ofSeconds(5));
                  old.startAgent();
                });
            Await.pass(Trial.LEASE.multipliedBy(2));

            // An agent that starts too slowly loses the race with its own lease, and nothing else.
            sample.goal("same primary", cluster.isPrimary(old));
            sample.goal("same postmaster", old.postmaster().equals(postmaster));
            var history = trial.finish();
            sample.goal("one reign", history.reigns().size() == 1);
            sample.took("longest gap", history.longestGap(trial.faultNanos(), System.nanoTime()));
          }
        });
  }
}
