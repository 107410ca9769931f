package io.matriarch.chaos.fault;

import io.matriarch.chaos.fault.Fault.Action;
import io.matriarch.chaos.fault.Fault.Damage;
import io.matriarch.chaos.fault.Fault.Disk;
import io.matriarch.chaos.fault.Fault.Part;
import io.matriarch.chaos.fault.Fault.Shape;
import io.matriarch.chaos.fault.Fault.Traffic;
import io.matriarch.chaos.fault.Schedule.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws a schedule. Faults come in storms of one to three that overlap, each storm followed by some
 * quiet; most storms strike while the cluster still recovers from the last. Each seed first draws
 * which kinds are out this time, so that the others get the room to meet each other.
 */
public final class ScheduleDraw {
  private static final int STORM = 3;
  private static final int LEAST_MILLIS = 300;

  private final SplittableRandom random;
  private final long seed;
  private final Means means;
  private final List<Kind> kinds;

  /**
   * What the machine and the cluster can do.
   *
   * @param nodes how many
   * @param disks each node has disks that can be hurt
   * @param clocks each node has a clock that can be set
   * @param wide also the kinds that came last; apart, as each seed draws something else with them
   */
  public record Means(int nodes, boolean disks, boolean clocks, boolean wide) {}

  private interface Kind {
    Fault draw();
  }

  public ScheduleDraw(long seed, Means means) {
    this.seed = seed;
    this.means = means;
    this.random = new SplittableRandom(seed);
    this.kinds = swarm();
  }

  /** A schedule whose last fault is over when so much time has passed. */
  public Schedule of(Duration length) {
    var entries = new ArrayList<Entry>();
    long at = 2_000;
    while (at < length.toMillis() - 2_000) {
      int storm = random.nextInt(1, STORM + 1);
      long end = at;
      for (int i = 0; i < storm; i++) {
        long begins = at + (i == 0 ? 0 : random.nextInt(2_500));
        var fault = kinds.get(random.nextInt(kinds.size())).draw();
        long lasts = Math.min(lasting(fault), length.toMillis() - begins);
        if (lasts >= 0) {
          entries.add(new Entry(Duration.ofMillis(begins), Duration.ofMillis(lasts), fault));
          end = Math.max(end, begins + lasts);
        }
      }
      at = end + (random.nextInt(4) == 0 ? random.nextInt(200) : random.nextInt(1_000, 6_000));
    }
    return new Schedule(seed, entries);
  }

  /**
   * As many faults as a cluster can be struck with that shall still acknowledge something in
   * between: one every two seconds on average, brief most of them, and after each eighth or so some
   * quiet.
   */
  public Schedule dense(Duration length) {
    var entries = new ArrayList<Entry>();
    long at = 2_000;
    while (at < length.toMillis() - 1_000) {
      var fault = kinds.get(random.nextInt(kinds.size())).draw();
      long lasts = Math.min(brief(fault), length.toMillis() - at);
      entries.add(new Entry(Duration.ofMillis(at), Duration.ofMillis(lasts), fault));
      at += random.nextInt(8) == 0 ? random.nextInt(5_000, 8_000) : random.nextInt(200, 2_000);
    }
    return new Schedule(seed, entries);
  }

  private long brief(Fault fault) {
    return switch (fault) {
      case Fault.Kill k when k.part() != Part.AGENT -> 0;
      case Fault.Operate o -> 0;
      case Fault.Resets r -> span(1_500);
      default -> random.nextInt(5) == 0 ? span(9_000) : span(3_000);
    };
  }

  /** Skewed to the short, with some that outlast a lease of 5 s. */
  private long lasting(Fault fault) {
    return switch (fault) {
      case Fault.Kill k ->
          k.part() != Part.AGENT ? 0 : random.nextInt(3) == 0 ? span(12_000) : span(3_000);
      case Fault.Operate o -> 0;
      case Fault.Resets r -> span(1_500);
      default -> random.nextInt(2) == 0 ? span(12_000) : span(4_000);
    };
  }

  private long span(int mostMillis) {
    return random.nextInt(LEAST_MILLIS, mostMillis);
  }

  private List<Kind> swarm() {
    var in = new ArrayList<Kind>();
    for (var kind : all()) {
      if (random.nextInt(4) != 0) {
        in.add(kind);
      }
    }
    return in.isEmpty() ? all() : in;
  }

  private List<Kind> all() {
    var all =
        new ArrayList<Kind>(
            List.of(
                () -> new Fault.Kill(Part.POSTMASTER, one()),
                () -> new Fault.Kill(Part.BACKEND, one()),
                () -> new Fault.Kill(Part.AGENT, one()),
                () -> new Fault.Kill(Part.LARGEST, one()),
                () -> new Fault.PowerLoss(unsynced(), one()),
                () -> new Fault.PowerLoss(unsynced(), some()),
                () -> new Fault.Pause(Part.AGENT, one()),
                () -> new Fault.Pause(Part.POSTMASTER, one()),
                () -> new Fault.Pause(Part.HOST, one()),
                () -> new Fault.Cut(Shape.AROUND, Traffic.ALL, one()),
                () ->
                    new Fault.Cut(
                        among(Shape.INBOUND, Shape.OUTBOUND), among(Traffic.values()), one()),
                () -> new Fault.Cut(Shape.AROUND, among(Traffic.values()), some()),
                () ->
                    new Fault.Cut(
                        means.nodes() < 5 ? Shape.BRIDGE : among(Shape.BRIDGE, Shape.RING),
                        Traffic.ALL,
                        one()),
                () -> new Fault.Cut(Shape.AROUND, among(Traffic.RAFT, Traffic.WAL), one()),
                () -> new Fault.Loss(random.nextInt(5, 40), one()),
                () -> new Fault.Resets(one()),
                () -> new Fault.Starve(random.nextInt(5, 40), one()),
                () ->
                    new Fault.Operate(
                        among(Action.SWITCHOVER, Action.SWITCHOVER, Action.CONFIG), Target.PRIMARY),
                () -> new Fault.Operate(Action.RESTART, one()),
                () -> new Fault.Operate(Action.REINIT, among(Target.STANDBY, Target.OTHER_STANDBY)),
                () -> new Fault.Operate(Action.AGENT_RESTART, one()),
                () ->
                    new Fault.Operate(
                        Action.REMOVE_AND_ADD, among(Target.STANDBY, Target.OTHER_STANDBY))));
    if (means.disks()) {
      all.add(() -> new Fault.BadDisk(Disk.RAFT, among(Damage.values()), one()));
      all.add(() -> new Fault.BadDisk(Disk.DATA, among(Damage.values()), one()));
      all.add(() -> new Fault.SyncErrors(among(Disk.values()), one()));
    }
    if (means.clocks()) {
      all.add(() -> new Fault.ClockStep(random.nextInt(-3_600, 3_600), one()));
      all.add(() -> new Fault.ClockRate(among(50, 90, 110, 200), one()));
    }
    if (means.wide()) {
      all.add(() -> new Fault.Delay(random.nextInt(5, 400), one()));
      all.add(() -> new Fault.Reorder(random.nextInt(5, 60), one()));
      all.add(() -> new Fault.Memory(random.nextInt(2, 40), one()));
    }
    return all;
  }

  private boolean unsynced() {
    return means.disks() && random.nextBoolean();
  }

  /** The primary in every second case. */
  private Target one() {
    return among(
        Target.PRIMARY,
        Target.PRIMARY,
        Target.PRIMARY,
        Target.RAFT_LEADER,
        Target.STANDBY,
        Target.OTHER_STANDBY);
  }

  private Target some() {
    return among(Target.MAJORITY, Target.MINORITY, Target.ALL);
  }

  @SafeVarargs
  private <T> T among(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
