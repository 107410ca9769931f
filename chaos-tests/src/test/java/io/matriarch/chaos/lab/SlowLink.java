package io.matriarch.chaos.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cable that takes its time: frames between two interfaces are passed on by this process, late,
 * and some of them later than those behind them. For kernels without netem.
 */
final class SlowLink implements AutoCloseable {
  /** How much later a frame comes that is overtaken. */
  private static final Duration OVERTAKEN = Duration.ofMillis(30);

  /**
   * What it does to each frame.
   *
   * @param delay of each frame in each direction, give or take a quarter
   * @param overtaken so many of a hundred come up to 30 ms later than that
   */
  record Manner(Duration delay, int overtaken) {}

  private final List<Direction> directions;

  /** Between two interfaces of a network namespace. */
  SlowLink(Path namespace, String one, String other, Manner manner) {
    directions = new java.util.ArrayList<>();
    // Sockets belong to the namespace of the thread that makes them.
    var opener =
        Thread.ofPlatform()
            .start(
                () -> {
                  Posix.enterNetwork(namespace);
                  var a = new PacketSocket(one);
                  var b = new PacketSocket(other);
                  directions.add(new Direction(a, b, manner));
                  directions.add(new Direction(b, a, manner));
                });
    try {
      opener.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (directions.size() < 2) {
      throw new IllegalStateException("no relay between %s and %s".formatted(one, other));
    }
    directions.forEach(Direction::start);
  }

  /** Frames that are on their way are lost. */
  @Override
  public void close() {
    directions.forEach(Direction::end);
    directions.forEach(direction -> direction.from.close());
  }

  private record Frame(long due, long number, byte[] content) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      var frame = (Frame) other;
      int order = Long.signum(due - frame.due);
      return order != 0 ? order : Long.signum(number - frame.number);
    }
  }

  private static final class Direction {
    private final PacketSocket from;
    private final PacketSocket to;
    private final Manner manner;
    private final DelayQueue<Frame> under = new DelayQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final SplittableRandom random = new SplittableRandom();
    private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::read);
    private final Thread writer = Thread.ofPlatform().daemon().unstarted(this::write);
    private volatile boolean ended;
    private long lastDue = System.nanoTime();

    Direction(PacketSocket from, PacketSocket to, Manner manner) {
      this.from = from;
      this.to = to;
      this.manner = manner;
    }

    void start() {
      reader.start();
      writer.start();
    }

    void end() {
      ended = true;
      writer.interrupt();
      try {
        reader.join();
        writer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void read() {
      while (!ended) {
        from.receive()
            .ifPresent(frame -> under.add(new Frame(due(), numbers.getAndIncrement(), frame)));
      }
    }

    private long due() {
      long delay = manner.delay().toNanos();
      long due = System.nanoTime() + delay + (long) (delay * (random.nextDouble() - 0.5) / 2);
      if (random.nextInt(100) < manner.overtaken()) {
        return due + random.nextLong(OVERTAKEN.toNanos());
      }
      lastDue = Math.max(due, lastDue);
      return lastDue;
    }

    private void write() {
      try {
        while (!ended) {
          to.send(under.take().content());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
