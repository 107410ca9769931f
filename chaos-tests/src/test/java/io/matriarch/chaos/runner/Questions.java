package io.matriarch.chaos.runner;

import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.client.ClientThreads;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Recorder;
import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.workload.PgDoors;
import io.matriarch.chaos.workload.Workload;
import io.matriarch.chaos.workload.WorkloadRun;
import io.matriarch.chaos.workload.Workloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The workloads of one run: unique inserts always, of the others as many as the seed names. */
final class Questions implements AutoCloseable {
  private static final int PER_SECOND = 15;
  private static final Duration PREPARED = Duration.ofSeconds(60);
  private static final Duration LAST_READ = Duration.ofSeconds(90);

  private final List<WorkloadRun> runs = new ArrayList<>();
  private final List<Recorder> recorders = new ArrayList<>();

  /**
   * Makes the tables; nobody asks yet.
   *
   * @param dir where the histories go
   * @param others how many workloads beside unique inserts
   * @param startNanos when the run began
   * @param untilCountEnds as {@link Workloads#all} says
   */
  Questions(
      Cluster cluster,
      List<Node> servers,
      Path dir,
      long seed,
      int others,
      long startNanos,
      Duration untilCountEnds) {
    var addresses = new TreeMap<String, String>();
    servers.forEach(node -> addresses.put(node.name(), node.config().sql()));
    var doors =
        new PgDoors(
            new PgDoors.Address(
                addresses, Optional.empty(), "postgres", AgentConfig.PASSWORD, "postgres"));
    var threads = new ClientThreads(cluster.lab().clientNetwork());
    for (var workload : chosen(servers.size(), seed, others, untilCountEnds)) {
      var recorder = recorder(dir.resolve(workload.name() + ".edn"), startNanos);
      recorders.add(recorder);
      int clients = Workloads.fewestClients(workload, servers.size());
      var pace = new WorkloadRun.Pace(clients, PER_SECOND, seed);
      runs.add(new WorkloadRun(workload, doors, threads, recorder, pace));
    }
    runs.forEach(run -> run.prepare(PREPARED));
  }

  private static List<Workload> chosen(int servers, long seed, int count, Duration untilCountEnds) {
    var all = Workloads.all(servers, untilCountEnds);
    var chosen = new ArrayList<Workload>(List.of(all.getFirst()));
    var others = all.subList(1, all.size());
    for (int i = 0; i < Math.min(count, others.size()); i++) {
      chosen.add(others.get((int) Math.floorMod(seed * count + i, (long) others.size())));
    }
    return chosen;
  }

  private static Recorder recorder(Path file, long startNanos) {
    try {
      return new Recorder(file, () -> System.nanoTime() - startNanos);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    runs.forEach(WorkloadRun::start);
  }

  void stop() {
    runs.forEach(WorkloadRun::stop);
  }

  /** Reads for the last time and judges; what could not be read is unknown. */
  SortedMap<String, Verdict> judge(Promise promise) {
    var verdicts = new TreeMap<String, Verdict>();
    for (var run : runs) {
      try {
        run.finalReads(LAST_READ);
      } catch (IllegalStateException e) {
        verdicts.put(run.name() + "/final-reads", Verdict.unknown(String.valueOf(e.getMessage())));
      }
      verdicts.putAll(run.judge(promise));
    }
    return verdicts;
  }

  SortedMap<String, OpHistory> histories() {
    var histories = new TreeMap<String, OpHistory>();
    runs.forEach(run -> histories.put(run.name(), run.history()));
    return histories;
  }

  @Override
  public void close() {
    runs.forEach(WorkloadRun::close);
    for (var recorder : recorders) {
      try {
        recorder.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
