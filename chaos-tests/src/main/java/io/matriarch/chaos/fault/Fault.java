package io.matriarch.chaos.fault;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that goes wrong: what, and to whom. When, and for how long, is in the {@link Schedule}.
 * {@code toString} is one line that {@link FaultText} reads back.
 */
public sealed interface Fault {
  Target whom();

  /** What a signal is sent to. */
  enum Part {
    AGENT,
    POSTMASTER,
    /** One session's process, or one of the server's own: PostgreSQL restarts all of them. */
    BACKEND,
    /** Which has the most memory: whom the kernel kills where that runs out. */
    LARGEST,
    HOST
  }

  /** What of the network. */
  enum Traffic {
    ALL,
    RAFT,
    WAL,
    API,
    CLIENTS
  }

  /** Which directions or pairs are cut. */
  enum Shape {
    /** Between the target and everybody else. */
    AROUND,
    /** Only what is sent to the target. */
    INBOUND,
    /** Only what the target sends. */
    OUTBOUND,
    /** Two halves that only the target reaches both of. */
    BRIDGE,
    /** Each reaches its two neighbours only; wants five nodes. */
    RING
  }

  /** Which disk. */
  enum Disk {
    RAFT,
    DATA
  }

  /** What happens to the disk. */
  enum Damage {
    FULL,
    /** No write and no sync ends while it lasts. */
    STALLED,
    /** It stands still most of the time. */
    SLOW,
    /** Nothing works any more, and what was not synced is gone. */
    DEAD
  }

  /** What an operator does at the worst moment. */
  enum Action {
    SWITCHOVER,
    RESTART,
    REINIT,
    CONFIG,
    /** As for an upgrade: SIGTERM and a new start, PostgreSQL goes on. */
    AGENT_RESTART,
    /** Out of the cluster and in again. */
    REMOVE_AND_ADD
  }

  /** SIGKILL. An agent is started again when the fault is over, as an init system does. */
  record Kill(Part part, Target whom) implements Fault {
    @Override
    public String toString() {
      return words("kill", part, whom);
    }
  }

  /** Power is back when the fault is over. */
  record PowerLoss(boolean unsynced, Target whom) implements Fault {
    @Override
    public String toString() {
      return words("power-loss", unsynced ? "unsynced" : "synced", whom);
    }
  }

  /** SIGSTOP of an agent or a whole server, or a host frozen by its control group. */
  record Pause(Part part, Target whom) implements Fault {
    @Override
    public String toString() {
      return words("pause", part, whom);
    }
  }

  /** Silence: nothing is refused or reset. */
  record Cut(Shape shape, Traffic traffic, Target whom) implements Fault {
    @Override
    public String toString() {
      return words("cut", shape, traffic, whom);
    }
  }

  /** So many packets of a hundred from and to the target are lost. */
  record Loss(int percent, Target whom) implements Fault {
    public Loss {
      inRange(percent, 1, 99);
    }

    @Override
    public String toString() {
      return words("loss", percent, whom);
    }
  }

  /** Packets from and to the target take so many milliseconds longer, each way. */
  record Delay(int millis, Target whom) implements Fault {
    public Delay {
      inRange(millis, 1, 5_000);
    }

    @Override
    public String toString() {
      return words("delay", millis, whom);
    }
  }

  /** So many packets of a hundred from and to the target come later than those behind them. */
  record Reorder(int percent, Target whom) implements Fault {
    public Reorder {
      inRange(percent, 1, 99);
    }

    @Override
    public String toString() {
      return words("reorder", percent, whom);
    }
  }

  /** Every connection of the target is answered with a reset. */
  record Resets(Target whom) implements Fault {
    @Override
    public String toString() {
      return words("resets", whom);
    }
  }

  /** Trouble with one of the target's disks. */
  record BadDisk(Disk disk, Damage damage, Target whom) implements Fault {
    @Override
    public String toString() {
      return words("disk", disk, damage, whom);
    }
  }

  /** Syncing fails with EIO in the agent (disk RAFT) or in the server (DATA). */
  record SyncErrors(Disk disk, Target whom) implements Fault {
    @Override
    public String toString() {
      return words("sync-errors", disk, whom);
    }
  }

  /** The wall clock of the target is wrong by so much, from one moment to the next. */
  record ClockStep(int seconds, Target whom) implements Fault {
    @Override
    public String toString() {
      return words("clock-step", seconds, whom);
    }
  }

  /** The wall clock of the target runs at so many percent of its speed. */
  record ClockRate(int percent, Target whom) implements Fault {
    public ClockRate {
      inRange(percent, 10, 1000);
    }

    @Override
    public String toString() {
      return words("clock-rate", percent, whom);
    }
  }

  /** The target's host gets so many percent of one processor. */
  record Starve(int percent, Target whom) implements Fault {
    public Starve {
      inRange(percent, 1, 100);
    }

    @Override
    public String toString() {
      return words("starve", percent, whom);
    }
  }

  /** What the target's host allocates from now on has so many megabytes; more is killed. */
  record Memory(int megabytes, Target whom) implements Fault {
    public Memory {
      inRange(megabytes, 1, 10_000);
    }

    @Override
    public String toString() {
      return words("memory", megabytes, whom);
    }
  }

  /** Somebody means well. */
  record Operate(Action action, Target whom) implements Fault {
    @Override
    public String toString() {
      return words("operate", action, whom);
    }
  }

  private static void inRange(int number, int least, int most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "expected %d to %d, found %d".formatted(least, most, number));
    }
  }

  private static String words(Object... words) {
    return Stream.of(words).map(Fault::word).collect(Collectors.joining(" "));
  }

  /** How an enum's constant is written: in lower case, with dashes. */
  static String word(Object value) {
    return value.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
