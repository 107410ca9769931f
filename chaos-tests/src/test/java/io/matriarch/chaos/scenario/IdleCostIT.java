package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.ProcessTable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an agent costs while nothing happens; the dearest of the three counts. */
@Scenarios
class IdleCostIT {
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("lab.idle.seconds", 30));

  /** A JVM compiles what it runs during the first minutes. */
  private static final Duration SETTLE =
      Duration.ofSeconds(Integer.getInteger("lab.idle.settle.seconds", 10));

  private static final long MIB = 1024 * 1024;

  @Test
  void idle_agent_is_cheap(LabRun lab) throws Exception {
    lab.measure(
        "idle agent, %d s, begun after %d s".formatted(TIME.toSeconds(), SETTLE.toSeconds()),
        "RSS <= 130 MB, CPU < 3 % of a core",
        (cluster, sample) -> {
          Await.pass(SETTLE);
          List<Long> agents = cluster.nodes().stream().map(IdleCostIT::pid).toList();
          double[] cpuBefore = agents.stream().mapToDouble(ProcessTable::cpuSeconds).toArray();
          long[] writtenBefore = agents.stream().mapToLong(ProcessTable::writtenBytes).toArray();

          Await.pass(TIME);

          long rss = 0;
          double cpu = 0;
          long written = 0;
          for (int i = 0; i < agents.size(); i++) {
            long pid = agents.get(i);
            rss = Math.max(rss, ProcessTable.residentBytes(pid));
            cpu = Math.max(cpu, ProcessTable.cpuSeconds(pid) - cpuBefore[i]);
            written = Math.max(written, ProcessTable.writtenBytes(pid) - writtenBefore[i]);
          }
          sample.atMost("RSS MB", rss / 1_000_000, 130);
          sample.atMost("CPU permille", Math.round(1000 * cpu / TIME.toSeconds()), 29);
          sample.number("written KiB/min", written * 60 / TIME.toSeconds() / 1024);
          sample.must("RSS is one of a JVM, found " + rss, rss > MIB);
        });
  }

  private static long pid(Node node) {
    return node.agent().pid();
  }
}
