package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/** Several workloads beside each other, each with a history of its own on one clock. */
public final class WorkloadRuns implements AutoCloseable {
  /**
   * Where and how.
   *
   * @param nodes how many nodes with data the cluster has
   * @param threads makes threads that are in the network of the clients
   * @param dir for the histories, {@code WORKLOAD.edn}
   * @param sinceStartNanos the run's clock
   * @param perSecond operations of each workload
   */
  public record Plan(
      Doors doors,
      int nodes,
      ThreadFactory threads,
      Path dir,
      LongSupplier sinceStartNanos,
      int perSecond,
      long seed) {}

  private final List<Recorder> recorders = new ArrayList<>();
  private final List<WorkloadRun> runs = new ArrayList<>();

  public WorkloadRuns(List<Workload> workloads, Plan plan) throws IOException {
    for (var workload : workloads) {
      var file = plan.dir().resolve(workload.name() + ".edn");
      var recorder = new Recorder(file, plan.sinceStartNanos());
      recorders.add(recorder);
      int clients = Workloads.fewestClients(workload, plan.nodes());
      var pace = new WorkloadRun.Pace(clients, plan.perSecond(), plan.seed());
      runs.add(new WorkloadRun(workload, plan.doors(), plan.threads(), recorder, pace));
    }
  }

  /**
   * Makes all tables, then starts all clients.
   *
   * @throws IllegalStateException if a table cannot be made within the limit
   */
  public void start(Duration limit) {
    runs.forEach(run -> run.prepare(limit));
    runs.forEach(WorkloadRun::start);
  }

  /**
   * Stops all clients, then asks the final reads of a cluster that is healthy.
   *
   * @throws IllegalStateException if a client does not stop, or a read is not answered
   */
  public void finish(Duration limitOfARead) {
    close();
    runs.forEach(WorkloadRun::stop);
    runs.forEach(run -> run.finalReads(limitOfARead));
  }

  /** By name of the workload. */
  public SortedMap<String, OpHistory> histories() {
    var histories = new TreeMap<String, OpHistory>();
    runs.forEach(run -> histories.put(run.name(), run.history()));
    return histories;
  }

  /** By name of workload and checker. */
  public SortedMap<String, Verdict> judge(Promise promise) {
    var verdicts = new TreeMap<String, Verdict>();
    runs.forEach(run -> verdicts.putAll(run.judge(promise)));
    return verdicts;
  }

  /** Tells all clients to stop and does not wait for them. */
  @Override
  public void close() {
    runs.forEach(WorkloadRun::close);
  }

  /** Closes the files of the histories, when nothing more comes. */
  public void closeFiles() throws IOException {
    for (var recorder : recorders) {
      recorder.close();
    }
  }
}
