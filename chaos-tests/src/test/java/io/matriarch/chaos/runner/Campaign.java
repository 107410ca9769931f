package io.matriarch.chaos.runner;

import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.fault.Schedule;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Haproxy;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Shell;
import io.matriarch.chaos.nemesis.Clocks;
import io.matriarch.chaos.nemesis.InitSystem;
import io.matriarch.chaos.nemesis.Nemesis;
import io.matriarch.chaos.report.Outages;
import io.matriarch.chaos.report.ReportPage;
import io.matriarch.chaos.report.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run: a new cluster, clients, the schedule, healing, last reads, verdict. */
public final class Campaign {
  /** The cluster must be whole again so long after the last fault. */
  public static final Duration HEALTHY = Duration.ofSeconds(60);

  private static final Duration BOOTSTRAP = Duration.ofSeconds(180);

  /** How much longer is waited for a cluster that misses its time, to learn whether it ever is. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final Duration LAST_READ = Duration.ofSeconds(60);

  private final Setup setup;
  private final Evidence evidence;
  private final Consumer<String> progress;

  /**
   * @param dir where what is found is kept
   * @param progress is told one line each second
   */
  public Campaign(Setup setup, Path dir, Consumer<String> progress) {
    this.setup = setup;
    this.evidence = new Evidence(dir);
    this.progress = progress;
  }

  /** Carries a schedule out. */
  public Findings run(Schedule schedule) {
    evidence.schedule(schedule);
    try (var cluster = new Cluster(setup.nodes(), setup.disks())) {
      var clocks = setup.clocks() ? Clocks.of(cluster).orElse(null) : null;
      configure(cluster);
      setup.classes().forEach(cluster::change);
      progress.accept("starting " + setup.title());
      cluster.startAgents();
      cluster.awaitAllHealthy(BOOTSTRAP);
      var init = new InitSystem(cluster);
      init.start();
      long start = System.nanoTime();
      var servers = cluster.nodes().subList(0, setup.nodes() - (setup.witness() ? 1 : 0));
      try (var proxy = setup.proxied() ? new Haproxy(cluster) : null;
          var load = load(cluster, proxy);
          var questions =
              new Questions(
                  cluster,
                  servers,
                  evidence.dir(),
                  schedule.seed(),
                  setup.workloads(),
                  start,
                  setup.untilCountEnds());
          var watch = new Watch(cluster, start)) {
        questions.start();
        var nemesis = new Nemesis(cluster, init, clocks);
        return new Run(cluster, init, load, questions, watch, start).strike(schedule, nemesis);
      } finally {
        init.close();
        evidence.cluster(cluster);
      }
    }
  }

  private Load load(Cluster cluster, @Nullable Haproxy proxy) {
    int rate = setup.writesPerSecond();
    return proxy == null ? cluster.load(rate) : cluster.loadBehind(proxy.address(), rate);
  }

  /** What a run consists of while it is under way. */
  private final class Run {
    private final Cluster cluster;
    private final InitSystem init;
    private final Load load;
    private final Questions questions;
    private final Watch watch;
    private final long start;
    private final Instant startedAt;

    Run(Cluster cluster, InitSystem init, Load load, Questions questions, Watch watch, long start) {
      this.cluster = cluster;
      this.init = init;
      this.load = load;
      this.questions = questions;
      this.watch = watch;
      this.start = start;
      this.startedAt = Instant.now().minusNanos(System.nanoTime() - start);
    }

    Findings strike(Schedule schedule, Nemesis nemesis) {
      var storm = new Storm(schedule, nemesis, start);
      storm.begin();
      var notes = new ArrayList<String>();
      var broken = new ArrayList<String>();
      var live = new Progress(load, storm, start, schedule.entries().size(), progress);
      while (!storm.isOver()
          && System.nanoTime() - start < schedule.length().plus(BOOTSTRAP).toNanos()) {
        Await.pass(Duration.ofSeconds(1));
        live.tell();
      }
      if (!storm.isOver()) {
        notes.add("a fault does not end");
      }
      long healed = System.nanoTime();
      var healthyAfter = awaitHealthy(cluster, nemesis, healed, broken);
      var history = load.stop();
      questions.stop();
      var length = Duration.ofNanos(System.nanoTime() - start);
      watch.close();
      evidence.events(storm.events());
      evidence.rows(history, start);
      var lost = lastReads(load, history, broken);
      var verdicts = questions.judge(setup.promise());
      verdicts.forEach((name, verdict) -> told(name, verdict, broken, notes));
      notes.addAll(init.unexpectedEnds());
      storm.events().stream().filter(Event::broke).forEach(event -> notes.add(event.toString()));
      broken.addAll(guards(cluster, storm, startedAt));
      var struck = storm.events().stream().filter(Event::struck).toList();
      var record = record(schedule, struck, length, verdicts);
      int faults = (int) struck.stream().filter(event -> !event.refused()).count();
      var findings =
          new Findings(
              broken,
              notes,
              faults,
              schedule.entries().size() - faults,
              history.acknowledged().count(),
              lost,
              history.overlaps().size(),
              anomalies(verdicts),
              unknown(verdicts),
              history.longestGap(start, healed),
              Outages.of(record),
              healthyAfter);
      evidence.findings(findings);
      evidence.write("report.html", ReportPage.of(record));
      return findings;
    }

    private RunRecord record(
        Schedule schedule,
        List<Event> struck,
        Duration length,
        SortedMap<String, Verdict> verdicts) {
      var facts = new TreeMap<String, String>();
      facts.put("seed", Long.toString(schedule.seed()));
      facts.put("mode", setup.mode());
      facts.put("faults", Integer.toString(struck.size()));
      return new RunRecord(
          setup.title() + ", seed " + schedule.seed(),
          startedAt,
          length,
          facts,
          Cluster.names(cluster.nodes()),
          struck.stream().map(Event::shown).toList(),
          watch.roles(),
          watch.leases(),
          watch.leaders(),
          questions.histories(),
          verdicts);
    }
  }

  private static List<String> anomalies(SortedMap<String, Verdict> verdicts) {
    return verdicts.entrySet().stream()
        .filter(entry -> entry.getValue().isInvalid())
        .map(entry -> entry.getKey() + " " + ((Verdict.Invalid) entry.getValue()).kinds())
        .toList();
  }

  private static List<String> unknown(SortedMap<String, Verdict> verdicts) {
    return verdicts.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Verdict.Unknown)
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  private static void told(String name, Verdict verdict, List<String> broken, List<String> notes) {
    switch (verdict) {
      case Verdict.Valid valid -> {}
      case Verdict.Invalid bad ->
          broken.add(name + ": " + bad.kinds() + " " + bad.evidence().stream().limit(5).toList());
      case Verdict.Unknown unknown -> notes.add(name + ": unknown: " + unknown.why());
    }
  }

  private static Duration awaitHealthy(
      Cluster cluster, Nemesis nemesis, long since, List<String> broken) {
    while (!isHealthy(cluster, nemesis)) {
      if (System.nanoTime() - since > HEALTHY.plus(GRACE).toNanos()) {
        broken.add(
            "not healthy within " + HEALTHY.plus(GRACE).toSeconds() + " s of the last fault");
        return Duration.ofSeconds(-1);
      }
    }
    var took = Duration.ofNanos(System.nanoTime() - since);
    if (took.compareTo(HEALTHY) > 0) {
      broken.add("healthy only %d ms after the last fault".formatted(took.toMillis()));
    }
    return took;
  }

  /** How many rows are lost. */
  private int lastReads(
      Load load, io.matriarch.chaos.history.History history, List<String> broken) {
    long from = System.nanoTime();
    while (true) {
      try {
        var lost = new TreeSet<>(history.lost(load.rowsFound()));
        broken.addAll(Findings.ofRows(history, lost, setup.promise() == Promise.LOSS_ALLOWED));
        return lost.size();
      } catch (IllegalStateException e) {
        if (System.nanoTime() - from > LAST_READ.toNanos()) {
          broken.addAll(Findings.ofRows(history, new TreeSet<>(), true));
          broken.add("the rows could not be read: " + e.getMessage());
          return 0;
        }
        Await.pass(Duration.ofSeconds(1));
      }
    }
  }

  private static List<String> guards(Cluster cluster, Storm storm, Instant startedAt) {
    var fires = new ArrayList<String>();
    for (Node node : cluster.nodes()) {
      var hindrances =
          storm.events().stream()
              .filter(event -> event.struck() && event.nodes().contains(node.name()))
              .filter(event -> GuardFires.hinders(event.entry().fault()))
              .map(
                  event ->
                      new GuardFires.Hindrance(
                          startedAt.plusNanos(event.fromNanos()),
                          startedAt.plusNanos(event.toNanos())))
              .toList();
      var log = node.config().dir().resolve("run").resolve("guard.log");
      GuardFires.unexplained(text(log), text(node.log()), hindrances).stream()
          .filter(moment -> moment.isAfter(startedAt))
          .forEach(
              moment ->
                  fires.add(
                      "agent of " + node.name() + " left its server to the guard at " + moment));
    }
    return fires;
  }

  private static boolean isHealthy(Cluster cluster, Nemesis nemesis) {
    nemesis.finish();
    try {
      cluster.awaitAllHealthy(LOOK);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  private static String text(Path file) {
    return Shell.ask(List.of("cat", file.toString()), "", LAST_READ).output();
  }

  private void configure(Cluster cluster) {
    // A host that dies in the middle of a rewind would wait for its operator, whom nobody plays.
    var dcs =
        "dcs: {postgresql: {remove_data_directory_on_rewind_failure: true}, synchronous_mode: \""
            + setup.mode()
            + "\", ";
    cluster.nodes().forEach(node -> node.edit(text -> text.replace("dcs: {", dcs)));
    if (setup.witness()) {
      Node last = cluster.nodes().getLast();
      last.edit(text -> text.replaceFirst("(?s)postgresql:\n.*?(?=watchdog:)", ""));
    }
  }
}
