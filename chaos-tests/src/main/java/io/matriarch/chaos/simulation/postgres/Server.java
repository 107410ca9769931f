package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The server of one host: its process, which is lost at any moment, and its directory. */
public final class Server {
  final World world;
  final Plan plan;
  final Machine machine;
  final Directory directory = new Directory();
  final Disk disk;
  final Senders senders = new Senders(this);
  private final HoldUps holdUps;
  final Receiver receiver;
  final ServerWatch watch;
  private final Deque<Write> unflushed = new ArrayDeque<>();
  private final Deque<Write> uncommitted = new ArrayDeque<>();
  private Process process = Process.NONE;
  private int generation;
  private boolean inRecovery;
  private boolean promoting;
  private boolean hung;
  private boolean flushing;
  private long written;
  private final CommitSetting setting;
  private long endKnownNanos;
  private @Nullable Runnable ended;

  public Server(World world, Plan plan, Machine machine, Cluster cluster, ServerWatch watch) {
    this.world = world;
    this.plan = plan;
    this.machine = machine;
    this.watch = watch;
    disk = new Disk(world);
    holdUps = new HoldUps(world);
    setting = new CommitSetting(world);
    receiver = new Receiver(this, cluster);
  }

  public Directory directory() {
    return directory;
  }

  public Disk disk() {
    return disk;
  }

  public String name() {
    return machine.name();
  }

  public Process process() {
    return process;
  }

  public boolean exists() {
    return process != Process.NONE;
  }

  public boolean isStreaming() {
    return receiver.isStreaming();
  }

  public boolean isHung() {
    return hung;
  }

  /** True where a client that connects now can commit, as far as this server is concerned. */
  public boolean acceptsWrites() {
    return process == Process.RUNNING && !inRecovery && !hung && machine.runs();
  }

  /** True where it is up as a standby. */
  public boolean acceptsReads() {
    return process == Process.RUNNING && inRecovery && !hung;
  }

  /** True where it is out of recovery, whether it answers or not. */
  public boolean isPrimary() {
    return process != Process.NONE && process != Process.STARTING && !inRecovery;
  }

  /** True where it takes writes, or comes to it without being asked once more. */
  public boolean writesUnlessEnded() {
    return exists() && (!inRecovery || promoting);
  }

  /** Whom commits wait for, as it answers when it is asked. */
  String syncSetting() {
    return setting.text();
  }

  /** All the WAL on disk was read. */
  boolean endKnown() {
    return world.nowNanos() >= endKnownNanos;
  }

  public boolean inRecovery() {
    return inRecovery;
  }

  int generation() {
    return generation;
  }

  boolean answers() {
    return (process == Process.RUNNING || process == Process.STOPPING) && !hung;
  }

  /** What runs on this very process, and not on its successor. */
  void after(long nanos, Runnable what) {
    int mine = generation;
    machine.after(
        nanos,
        () -> {
          if (generation == mine) {
            what.run();
          }
        });
  }

  // The process.

  /** Told when the process has ended, whoever ended it. */
  void whenEnded(@Nullable Runnable listener) {
    ended = listener;
  }

  /** Begins to start; it comes up after crash recovery. */
  void start(boolean asPrimary, boolean fails) {
    generation++;
    process = Process.STARTING;
    promoting = false;
    hung = false;
    inRecovery = !asPrimary;
    setting.atStart(directory.syncNames);
    written = directory.wal().end();
    boolean slow = world.chance().hits(plan.slowStarts());
    long takes = slow ? world.chance().millis(3_000, 15_000) : world.chance().millis(60, 900);
    after(holdUps.ofStart(takes), () -> comeUp(asPrimary, fails || disk.isFull()));
  }

  private void comeUp(boolean asPrimary, boolean fails) {
    if (process != Process.STARTING) {
      return;
    }
    if (fails) {
      die(false);
      return;
    }
    process = Process.RUNNING;
    if (asPrimary) {
      directory.control = ControlState.IN_PRODUCTION;
      directory.checkpoint();
      beginToWrite();
    } else {
      directory.control = ControlState.IN_RECOVERY;
      endKnownNanos =
          world.nowNanos() + (world.chance().hits(0.3) ? world.chance().millis(0, 2_000) : 0);
      receiver.begin();
    }
  }

  private void beginToWrite() {
    inRecovery = false;
    world.trace().say(name(), "takes writes on %s", directory.wal());
    watch.beganToWrite(this);
  }

  /** The process ends as a crash ends it. What the operating system holds is kept. */
  public void crash() {
    if (exists()) {
      die(false);
    }
  }

  /** The power fails: what was not on disk is lost. */
  public void powerLoss() {
    if (exists()) {
      die(true);
    }
  }

  private void die(boolean powerLost) {
    if (!powerLost) {
      keepWritten();
    }
    gone();
  }

  private void keepWritten() {
    while (!unflushed.isEmpty()) {
      append(unflushed.remove());
    }
    receiver.keepWritten();
  }

  private void gone() {
    generation++;
    process = Process.NONE;
    hung = false;
    flushing = false;
    unflushed.clear();
    uncommitted.clear();
    receiver.end();
    senders.end();
    var told = ended;
    if (told != null) {
      told.run();
    }
  }

  /** It answers nobody and does nothing more, until it is killed or let go. */
  public void hang(boolean now) {
    hung = now;
    if (!now && exists()) {
      flushSoon();
    }
  }

  /** A fast shutdown is asked for: no new sessions, and an end that takes a moment. */
  void tellToEnd() {
    if (process != Process.RUNNING && process != Process.STARTING) {
      return;
    }
    process = Process.STOPPING;
    long begunNanos = world.nowNanos();
    after(world.chance().millis(5, 90) + disk.syncNanos(), () -> endWhenSent(begunNanos));
  }

  /** A walsender that is not through holds the shutdown up, until it times out. */
  private void endWhenSent(long begunNanos) {
    if (hung) {
      after(50_000_000L, () -> endWhenSent(begunNanos));
    } else if (disk.isFull()) {
      die(false);
    } else if (!inRecovery
        && senders.anyBehind(directory.wal().end())
        && world.nowNanos() - begunNanos < 5_000_000_000L) {
      after(10_000_000L, () -> endWhenSent(begunNanos));
    } else {
      endInOrder();
    }
  }

  /** A checkpoint that somebody asked for. */
  void checkpoint(Runnable done) {
    after(
        world.chance().millis(30, 500) + disk.syncNanos(),
        () -> {
          if (!hung && !disk.isFull()) {
            directory.checkpoint();
            done.run();
          }
        });
  }

  /**
   * Ends in order: with a checkpoint, and its standbys get the last byte as far as they can be
   * reached.
   */
  private void endInOrder() {
    keepWritten();
    if (!inRecovery) {
      var last = directory.wal().upTo(directory.wal().end() + 120);
      directory.wal = last;
      last.branch().tip = last.end();
      senders.sendLast(last);
      directory.control = ControlState.SHUT_DOWN;
    } else {
      directory.control = ControlState.SHUT_DOWN_IN_RECOVERY;
    }
    directory.checkpoint();
    gone();
  }

  // Writes.

  /** A client's transaction; the answer comes when it may be acknowledged, or never. */
  public boolean write(long number, long bytes, Consumer<Boolean> answer) {
    if (!acceptsWrites()) {
      return false;
    }
    if (disk.isFull()) {
      crash(); // PANIC: could not write to file.
      return false;
    }
    written = Math.max(written, directory.wal().end()) + bytes;
    unflushed.add(new Write(number, directory.branchToWrite(unflushed.isEmpty()), written, answer));
    flushSoon();
    return true;
  }

  private void flushSoon() {
    if (flushing || unflushed.isEmpty()) {
      return;
    }
    flushing = true;
    long upTo = written;
    after(disk.syncNanos(), () -> flushed(upTo));
  }

  private void flushed(long upTo) {
    flushing = false;
    if (hung) {
      return;
    }
    while (!unflushed.isEmpty() && unflushed.peek().end() <= upTo) {
      var write = unflushed.remove();
      append(write);
      uncommitted.add(write);
    }
    senders.ship();
    acknowledge();
    flushSoon();
  }

  private void append(Write write) {
    write.branch().tip = write.end();
    directory.wal = new Wal(write.branch(), write.end());
  }

  /** Answers the clients whose commits are where the setting wants them. */
  void acknowledge() {
    if (hung || uncommitted.isEmpty() || !isPrimary()) {
      return;
    }
    long safe = setting.satisfiedUpTo(senders.flushed());
    while (!uncommitted.isEmpty() && uncommitted.peek().end() <= safe) {
      var write = uncommitted.remove();
      watch.acknowledged(this, write);
      write.answer().accept(true);
    }
  }

  /** Reads the configuration again. */
  void reload() {
    after(
        world.chance().micros(500, 8_000),
        () -> {
          setting.read(directory.syncNames);
          receiver.follow();
          acknowledge();
        });
  }

  // Recovery.

  public HoldUps holdUps() {
    return holdUps;
  }

  /**
   * Leaves recovery once all that was received is replayed.
   *
   * @param timeline the number of the timeline that it begins
   */
  void promote(int timeline) {
    promoting = true;
    long takes =
        world.chance().hits(plan.promotionStalls())
            ? world.chance().millis(4_000, 5_500)
            : world.chance().millis(20, 300);
    after(
        holdUps.ofPromotion(takes),
        () -> {
          if (process == Process.RUNNING && inRecovery && !hung) {
            becomePrimary(timeline);
          }
        });
  }

  private void becomePrimary(int timeline) {
    receiver.keepWritten();
    receiver.end();
    directory.beginTimeline(timeline);
    written = directory.wal().end();
    senders.end();
    beginToWrite();
  }

  @Override
  public String toString() {
    return "%s %s%s %s%s"
        .formatted(
            name(),
            process,
            hung ? " hung" : "",
            exists() ? inRecovery ? "standby of " + directory.upstream + " " : "primary " : "",
            directory);
  }
}
