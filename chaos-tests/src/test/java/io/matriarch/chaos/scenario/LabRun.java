package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Runs a scenario as often as {@code -Dlab.repeat} says, and reports. */
final class LabRun {
  /** Whether a missed goal fails, too: for measuring on a machine that does nothing else. */
  private static final boolean STRICT = Boolean.getBoolean("lab.strict");

  private static final int USUAL = 3;
  private static final int TRIES = 3;
  private static final int REPEAT = Integer.getInteger("lab.repeat", 1);

  private final SharedCluster shared;
  private final Report report;

  LabRun(SharedCluster shared, Report report) {
    this.shared = shared;
    this.report = report;
  }

  /** One run: strikes a cluster and fills the sample. */
  interface Scenario {
    void run(Cluster cluster, Sample sample) throws Exception;
  }

  /** Measures on a healthy cluster; fails after the last run if any broke what is required. */
  void measure(String name, String required, Scenario scenario) throws Exception {
    measure(name, required, () -> shared.healthy(USUAL), scenario);
  }

  /** The same on a cluster of so many nodes. */
  void measureOn(int nodes, String name, String required, Scenario scenario) throws Exception {
    measure(name, required, () -> shared.healthy(nodes), scenario);
  }

  /** Measures on a new cluster whose agents the scenario starts. */
  void measureFromNothing(String name, String required, Scenario scenario) throws Exception {
    measure(name, required, () -> shared.empty(USUAL), scenario);
  }

  /** The same on disks that can lose what was not synced; no other scenario gets the cluster. */
  void measureOnDisks(String name, String required, Scenario scenario) throws Exception {
    try {
      measure(name, required, shared::onDisks, scenario);
    } finally {
      shared.discard();
    }
  }

  /**
   * The same, and no other scenario gets the cluster: for hosts that are made otherwise than the
   * others' are.
   */
  void measureApart(String name, String required, Scenario scenario) throws Exception {
    try {
      measureFromNothing(name, required, scenario);
    } finally {
      shared.discard();
    }
  }

  /** On hosts of which the first three form a cluster when the scenario starts them. */
  void measureGrowing(int hosts, String name, String required, Scenario scenario) throws Exception {
    measureGrowing(USUAL, hosts, name, required, scenario);
  }

  /** On hosts of which the first so many form a cluster. */
  void measureGrowing(int forming, int hosts, String name, String required, Scenario scenario)
      throws Exception {
    try {
      measure(name, required, () -> shared.growing(forming, hosts), scenario);
    } finally {
      shared.discard();
    }
  }

  private void measure(String name, String required, Supplier<Cluster> ready, Scenario scenario)
      throws Exception {
    List<Sample> samples = new ArrayList<>();
    List<String> violations = new ArrayList<>();
    for (int i = 1; i <= REPEAT; i++) {
      Sample sample = run(name, required, ready, scenario);
      samples.add(sample);
      violations.addAll(sample.violations());
      if (STRICT) {
        violations.addAll(sample.missed());
      }
      report.add(new Report.Row(name, required, sample.toString(), verdict(sample)));
    }
    if (REPEAT > 1) {
      String verdict = violations.isEmpty() ? "ok" : violations.size() + " violations";
      report.add(
          new Report.Row(name + ", " + REPEAT + " runs", required, summary(samples), verdict));
    }
    if (!violations.isEmpty()) {
      throw new RequirementMissed(name + ": " + violations);
    }
  }

  /**
   * Again on a new cluster where it did not come to its end: then the machine may have been busy.
   * What broke a rule is never tried again.
   */
  private Sample run(String name, String required, Supplier<Cluster> ready, Scenario scenario)
      throws Exception {
    for (int left = TRIES; ; left--) {
      var sample = new Sample();
      try {
        scenario.run(ready.get(), sample);
        return sample;
      } catch (Exception | AssertionError e) {
        var last = left == 1 || !sample.violations().isEmpty();
        report.add(
            new Report.Row(
                name, required, sample + " (cut short)", last ? "FAILED" : "tried again"));
        if (last) {
          throw e;
        }
        System.out.println("LAB cut short, and tried again: " + e);
        shared.discard();
      }
    }
  }

  private static String verdict(Sample sample) {
    if (!sample.violations().isEmpty()) {
      return "FAILED " + sample.violations();
    }
    return sample.missed().isEmpty() ? "ok" : "goal missed " + sample.missed();
  }

  /** Median and maximum of each number. */
  static String summary(List<Sample> samples) {
    var texts = new ArrayList<String>();
    for (String number : samples.getFirst().numbers().keySet()) {
      long[] sorted =
          samples.stream()
              .mapToLong(sample -> sample.numbers().getOrDefault(number, 0L))
              .sorted()
              .toArray();
      texts.add(
          "%s median %d max %d"
              .formatted(number, sorted[sorted.length / 2], sorted[sorted.length - 1]));
    }
    return String.join(", ", texts);
  }
}
