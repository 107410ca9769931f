package io.matriarch.agent.slots;

import io.matriarch.agent.postgres.Connections;
import io.matriarch.agent.postgres.SlotLedger;
import io.matriarch.statemachine.model.PermanentSlot;
import io.matriarch.statemachine.model.SlotSeen;
import io.matriarch.statemachine.node.SlotPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the newest {@link SlotPlan}, again and again, on a thread of its own. Thread-safe.
 *
 * <p>Each step asks first whether the plan still holds, and ends within its time limit; a fence, an
 * election or a hand-over never waits for one. A slot that is missing or stays behind costs disk or
 * the WAL of one standby, never a commit.
 */
public final class SlotKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SlotKeeper.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  /** Less than the connection waits, so that the server gives up first and says so. */
  private static final int STATEMENT_MILLIS = 3_000;

  private final Connections connections;
  private final SlotLedger ledger;
  private final Path wal;
  private final BooleanSupplier serverRuns;
  private final Runnable changed;
  private final SlotSteps steps = new SlotSteps();
  private final Set<String> failing = new TreeSet<>();
  private final Object monitor = new Object();
  private final Thread thread;
  private volatile SlotPlan plan = SlotPlan.NONE;
  private volatile @Nullable List<SlotSeen> seen;
  private volatile @Nullable String trouble;
  private volatile boolean closed;
  private boolean wanted;
  private int breaks;
  private @Nullable Connection connection;

  /**
   * Not yet running.
   *
   * @param wal the directory {@code pg_wal}, whose disk the slots fill
   * @param changed run when other slots are there than before; must not block
   */
  public SlotKeeper(
      Connections connections,
      SlotLedger ledger,
      Path wal,
      BooleanSupplier serverRuns,
      Runnable changed) {
    this.connections = connections;
    this.ledger = ledger;
    this.wal = wal;
    this.serverRuns = serverRuns;
    this.changed = changed;
    this.thread = Thread.ofPlatform().daemon().name("slots").unstarted(this::run);
  }

  public void begin() {
    thread.start();
  }

  /** What shall be there from now on. Never blocks. */
  public void keep(SlotPlan next) {
    var before = plan;
    plan = next;
    // Positions change all the time; a slot that is missing is wanted at once.
    if (!before.holdsUnder(next) && next.side() != SlotPlan.Side.UNSURE
        || !names(before).equals(names(next))) {
      synchronized (monitor) {
        wanted = true;
        monitor.notifyAll();
      }
    }
  }

  private static List<String> names(SlotPlan of) {
    return of.wanted().stream().map(w -> w.name()).toList();
  }

  /** The slots of the server as they were seen last; null before the first look. */
  public @Nullable List<SlotSeen> seen() {
    return seen;
  }

  /** What the operator should do about a slot; null where all is well. */
  public @Nullable String trouble() {
    return trouble;
  }

  private void run() {
    while (!closed) {
      try {
        turn();
        pause();
      } catch (InterruptedException e) {
        break;
      } catch (SQLException | IOException | RuntimeException e) {
        disconnect();
        // A server that ends takes the session with it.
        if (++breaks == 2) {
          note("(all)", "the slots cannot be looked after: " + e.getMessage());
        }
        try {
          pause();
        } catch (InterruptedException again) {
          break;
        }
      }
    }
    disconnect();
  }

  private void turn() throws SQLException, IOException {
    synchronized (monitor) {
      wanted = false;
    }
    if (!serverRuns.getAsBoolean()) {
      // Those on disk are there again when it is.
      disconnect();
      return;
    }
    var now = plan;
    var session = session();
    var found = SlotTable.read(session);
    publish(found.seen());
    var failed = "";
    if (isMeant(now, found)) {
      var ours = ledger.names();
      for (var step : steps.next(now, found, ours, System.nanoTime())) {
        if (!now.holdsUnder(plan) || closed) {
          return;
        }
        failed = failed.isEmpty() ? carryOut(session, step, found) : failed;
      }
      forget(now, found, ours);
      found = SlotTable.read(session);
      publish(found.seen());
    }
    failing.remove("(all)");
    breaks = 0;
    trouble = failed.isEmpty() ? SlotDanger.of(found.seen(), freeBytes()) : failed;
  }

  private static boolean isMeant(SlotPlan plan, SlotTable found) {
    return plan.side() == (found.standby() ? SlotPlan.Side.STANDBY : SlotPlan.Side.PRIMARY);
  }

  /** Of slots that somebody dropped by hand: the next of that name may be theirs. */
  private void forget(SlotPlan now, SlotTable found, Set<String> ours) throws IOException {
    for (var name : ours) {
      var wished = now.wanted().stream().anyMatch(w -> w.name().equals(name));
      if (!wished && found.row(name).isEmpty()) {
        ledger.remove(name);
      }
    }
  }

  /** What failed, for the operator; empty where nothing did. One failure does not end the rest. */
  private String carryOut(Connection session, SlotStep step, SlotTable found)
      throws IOException, SQLException {
    try {
      switch (step) {
        case SlotStep.Create c -> create(session, c.slot(), found);
        case SlotStep.Advance a ->
            call(session, "SELECT pg_replication_slot_advance(?, ?::pg_lsn)", a.name(), a.to());
        case SlotStep.Drop d -> {
          call(session, "SELECT pg_drop_replication_slot(?)", d.name());
          ledger.remove(d.name());
          tell("slot dropped", d.name(), d.why());
        }
      }
      failing.remove(step.name());
      return "";
    } catch (SQLException e) {
      if (isBreak(e)) {
        throw e;
      }
      var what = step.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
      var failure = "slot %s: %s failed: %s".formatted(step.name(), what, e.getMessage());
      note(step.name(), failure);
      return step instanceof SlotStep.Create ? failure : "";
    }
  }

  /** The session is gone, or the server is about to go. */
  private static boolean isBreak(SQLException e) {
    var state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P");
  }

  private void create(Connection session, PermanentSlot slot, SlotTable found)
      throws SQLException, IOException {
    ledger.add(slot.name());
    if (slot.logical()) {
      try (var there = connections.openIn(slot.database(), ANSWER_LIMIT)) {
        limit(there);
        var failover = found.version() >= SlotTable.SYNCED_FROM ? ", false, false, true" : "";
        call(
            there,
            "SELECT pg_create_logical_replication_slot(?, ?" + failover + ")",
            slot.name(),
            slot.plugin());
      }
    } else {
      call(session, "SELECT pg_create_physical_replication_slot(?, true)", slot.name());
    }
    tell("slot made", slot.name(), slot.logical() ? "logical" : "physical");
  }

  private static void call(Connection session, String sql, Object... arguments)
      throws SQLException {
    try (var statement = session.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i].toString());
      }
      statement.execute();
    }
  }

  private Connection session() throws SQLException {
    var open = connection;
    if (open == null) {
      open = connections.open(ANSWER_LIMIT);
      connection = open;
      limit(open);
    }
    return open;
  }

  private static void limit(Connection session) throws SQLException {
    try (var statement = session.createStatement()) {
      statement.execute("SET statement_timeout = " + STATEMENT_MILLIS);
      statement.execute("SET lock_timeout = " + STATEMENT_MILLIS);
    }
  }

  private void publish(List<SlotSeen> now) {
    var before = seen;
    var other = before == null || !namesOf(before).equals(namesOf(now));
    seen = now;
    if (other) {
      changed.run();
    }
  }

  private static List<String> namesOf(List<SlotSeen> slots) {
    return slots.stream().map(SlotSeen::name).toList();
  }

  private long freeBytes() throws IOException {
    return Files.getFileStore(wal).getUsableSpace();
  }

  private static void tell(String what, String slot, String detail) {
    log.atInfo().setMessage(what).addKeyValue("slot", slot).addKeyValue("detail", detail).log();
  }

  /** The first failure of a slot; its repeats are silent until it works again. */
  private void note(String slot, String failure) {
    if (failing.add(slot)) {
      log.atWarn().setMessage("slot").addKeyValue("slot", slot).addKeyValue("cause", failure).log();
    }
  }

  private void pause() throws InterruptedException {
    synchronized (monitor) {
      if (!wanted && !closed) {
        monitor.wait(INTERVAL.toMillis());
      }
    }
  }

  private void disconnect() {
    var open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.atDebug().setMessage("closing a connection failed").setCause(e).log();
      }
    }
  }

  /** Leaves the slots as they are. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
