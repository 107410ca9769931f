package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Prerequisites;
import io.matriarch.chaos.lab.Shell;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A reader of changes, on PostgreSQL 17 or later: set {@code -Dlab.bin_dir}. */
@Scenarios
@Tag("long")
class LogicalSlotIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SYNCED_FROM = 17;
  private static final Pattern MAJOR = Pattern.compile("\\) (\\d+)");
  private static final Pattern ROW =
      Pattern.compile("lab_rows: INSERT: \"?row\"?\\[bigint\\]:(\\d+)");
  private static final String READ =
      "SELECT data FROM pg_replication_slots, pg_logical_slot_get_changes(slot_name, NULL, NULL)"
          + " WHERE slot_name = 'cdc'";
  private static final String COPY =
      "SELECT 1 FROM pg_replication_slots WHERE slot_name = 'cdc' AND synced AND NOT temporary";
  private static final String SLOTS =
      "slots: {cdc: {type: logical, database: postgres, plugin: test_decoding}}";

  @BeforeAll
  static void versionThatSynchronisesSlots() {
    var said = Shell.run(Prerequisites.BIN_DIR.resolve("postgres").toString(), "--version");
    var major = MAJOR.matcher(said);
    boolean fits = major.find() && Integer.parseInt(major.group(1)) >= SYNCED_FROM;
    if (!fits) {
      System.out.println("LAB SKIPPED: needs PostgreSQL 17, found " + said.strip());
    }
    Assumptions.assumeTrue(fits, said);
  }

  /** What is read from the slot, wherever it is, is every write. */
  @Test
  void a_logical_slot_and_its_position_survive_a_switchover_and_a_failover(LabRun lab)
      throws Exception {
    lab.measureApart(
        "a permanent logical slot: a switchover, then loss of the primary",
        "every acknowledged row is read from the slot, 0 lost",
        (cluster, sample) -> {
          cluster.nodes().forEach(LogicalSlotIT::decoding);
          cluster.startAgents();
          var primary = cluster.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          try (var trial = new Trial(cluster, sample, cluster.load(100))) {
            var read = new TreeSet<Long>();
            var heir = cluster.others(primary).getFirst();
            sample.took("copied", copied(cluster, primary, read));
            SwitchoverIT.handOver(cluster, primary, heir);
            sample.took("copied after a switchover", copied(cluster, heir, read));
            sample.number("read", read.size());

            cluster.awaitAllHealthy(LIMIT);
            trial.strike(heir::powerOff);
            trial.interruptedFor("interruption by its loss", Trial.FAILOVER);
            var last = cluster.awaitOtherPrimary(heir, LIMIT);
            var history = trial.finish();
            sample.number("read again after a failover", readMore(last, read));
            long missed = history.lost(read).size();
            sample.number("not read", missed);
            sample.must("every acknowledged row is read", missed == 0);
          }
        });
  }

  /** Reads until every standby has a copy: one that nobody advances is not copied for good. */
  private static Duration copied(Cluster cluster, Node primary, Set<Long> read) {
    long began = System.nanoTime();
    Await.until(
        "copies of the slot of " + primary.name(),
        LIMIT,
        () -> {
          readMore(primary, read);
          return cluster.others(primary).stream().allMatch(LogicalSlotIT::hasCopy)
              ? Optional.of(true)
              : Optional.<Boolean>empty();
        },
        cluster::evidence);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static boolean hasCopy(Node standby) {
    return StandbySite.sqlOrNothing(standby, COPY).equals("1");
  }

  /** Reads on; gives how many were read before. */
  private static long readMore(Node primary, Set<Long> read) {
    var rest = readOf(primary);
    long again = rest.stream().filter(read::contains).count();
    read.addAll(rest);
    return again;
  }

  private static void decoding(Node node) {
    node.edit(
        text ->
            text.replace("    shared_buffers:", "    wal_level: logical\n    shared_buffers:")
                .replace("retry_timeout: 2", "retry_timeout: 2, " + SLOTS));
  }

  /** Rows whose changes the slot gives and then forgets. */
  private static Set<Long> readOf(Node primary) {
    var changes = StandbySite.sql(primary, READ);
    return ROW.matcher(changes)
        .results()
        .map(found -> Long.valueOf(found.group(1)))
        .collect(Collectors.toSet());
  }
}
