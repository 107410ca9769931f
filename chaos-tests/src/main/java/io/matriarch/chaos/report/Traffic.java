package io.matriarch.chaos.report;

import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What clients saw of a run, from its histories.
 *
 * @param writes that were asked for, by beginning
 * @param lengthNanos of the run
 */
record Traffic(List<Operation> writes, long lengthNanos) {
  /** A silence is an outage if it is longer: shorter ones are one slow commit or two. */
  static final Duration OUTAGE = Duration.ofMillis(500);

  /** What changes nothing and so says nothing of whether the cluster takes writes. */
  private static final Set<String> READS = Set.of("read", "probe");

  private static final int MOST_BUCKETS = 240;

  /**
   * @param toNanos of the first acknowledgement afterwards, or the end of the run
   */
  record Outage(long fromNanos, long toNanos) {
    Duration length() {
      return Duration.ofNanos(toNanos - fromNanos);
    }
  }

  /**
   * A stretch of time.
   *
   * @param acknowledged a second
   * @param refused a second: failed, or in doubt
   * @param medianMillis of the acknowledged; NaN if there are none
   */
  record Bucket(
      long fromNanos, double acknowledged, double refused, double medianMillis, double p99Millis) {}

  static Traffic of(Collection<OpHistory> histories, Duration length) {
    long end = length.toNanos();
    var writes =
        histories.stream()
            .flatMap(history -> history.operations().stream())
            .filter(o -> !READS.contains(o.f()) && o.sentNanos() <= end)
            .sorted(Comparator.comparingLong(Operation::sentNanos))
            .toList();
    return new Traffic(writes, end);
  }

  Stream<Operation> acknowledged() {
    return writes.stream().filter(Operation::ok);
  }

  /** Silences, in order. What is before the first acknowledgement is the start and not counted. */
  List<Outage> outages() {
    long[] ends =
        acknowledged()
            .mapToLong(Operation::endNanos)
            .filter(t -> t <= lengthNanos)
            .sorted()
            .toArray();
    List<Outage> outages = new ArrayList<>();
    for (int i = 0; i < ends.length; i++) {
      long next = i + 1 < ends.length ? ends[i + 1] : lengthNanos;
      if (next - ends[i] > OUTAGE.toNanos()) {
        outages.add(new Outage(ends[i], next));
      }
    }
    return outages;
  }

  /** The part of the run in which writes were acknowledged, from 0 to 1. */
  double availability() {
    long down = outages().stream().mapToLong(o -> o.toNanos() - o.fromNanos()).sum();
    boolean any = acknowledged().findAny().isPresent();
    return any && lengthNanos > 0 ? 1 - (double) down / lengthNanos : 0;
  }

  /** A percentile of the time from sending to acknowledgement; NaN without any. */
  double latencyMillis(double part) {
    return percentile(millis(acknowledged()), part);
  }

  private static double[] millis(Stream<Operation> operations) {
    return operations.mapToDouble(o -> (o.endNanos() - o.sentNanos()) / 1e6).sorted().toArray();
  }

  private static double percentile(double[] sorted, double part) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  }

  /** The run in stretches of equal length: whole seconds, as many as can be drawn. */
  List<Bucket> buckets() {
    long seconds = Math.max(1, lengthNanos / 1_000_000_000L);
    long width = Math.max(1, (seconds + MOST_BUCKETS - 1) / MOST_BUCKETS) * 1_000_000_000L;
    int count = Math.toIntExact((lengthNanos + width - 1) / width);
    List<List<Operation>> ended = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ended.add(new ArrayList<>());
    }
    for (var write : writes) {
      // What never ended counts where it was sent.
      long at = write.endNanos() <= lengthNanos ? write.endNanos() : write.sentNanos();
      ended.get((int) Math.min(count - 1, at / width)).add(write);
    }
    Bucket[] buckets = new Bucket[count];
    Arrays.setAll(
        buckets, i -> bucket(i * width, Math.min(width, lengthNanos - i * width), ended.get(i)));
    return List.of(buckets);
  }

  private static Bucket bucket(long from, long width, List<Operation> ended) {
    double seconds = width / 1e9;
    double[] millis = millis(ended.stream().filter(Operation::ok));
    return new Bucket(
        from,
        millis.length / seconds,
        (ended.size() - millis.length) / seconds,
        percentile(millis, 0.5),
        percentile(millis, 0.99));
  }
}
