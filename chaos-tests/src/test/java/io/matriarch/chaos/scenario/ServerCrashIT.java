package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Posix;
import io.matriarch.chaos.lab.ProcessTable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PostgreSQL of the primary dies or hangs while its agent lives. */
@Scenarios
class ServerCrashIT {
  @Test
  void killed_postmaster_is_replaced_within_a_second_and_nothing_is_lost(LabRun lab)
      throws Exception {
    lab.measure(
        "kill -9 of the postmaster",
        "writable again <= 1 s, nothing lost",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            long postmaster = trial.primary().postmaster().orElseThrow();

            trial.strike(() -> Posix.signal(postmaster, Posix.SIGKILL));
            trial.interruptedFor("interruption", Duration.ofSeconds(1));

            trial.finish();
            trial.healthyAgain("all healthy", trial.faultNanos(), Duration.ofSeconds(30));
          }
        });
  }

  @Test
  void hung_server_is_given_up_for_another(LabRun lab) throws Exception {
    lab.measure(
        "SIGSTOP of the postmaster and its children",
        "new primary <= 10 s",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample)) {
            List<Long> server = ProcessTable.tree(trial.primary().postmaster().orElseThrow());

            trial.strike(() -> server.forEach(pid -> Posix.signal(pid, Posix.SIGSTOP)));
            trial.writableElsewhere(Duration.ofSeconds(10));
            server.forEach(pid -> Posix.signal(pid, Posix.SIGCONT));

            trial.finish();
            trial.healthyAgain("all healthy", trial.faultNanos(), Duration.ofSeconds(60));
          }
        });
  }
}
