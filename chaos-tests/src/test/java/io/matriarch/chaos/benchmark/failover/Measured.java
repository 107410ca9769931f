package io.matriarch.chaos.benchmark.failover;

/**
 * One failure of one contender.
 *
 * @param silentMillis the longest time in which no client was told of a commit; negative where the
 *     failure does not apply
 * @param lost acknowledged rows that are gone
 * @param bothMillis for how long at least two servers took writes
 */
record Measured(String contender, Failure failure, long silentMillis, long lost, long bothMillis) {
  static Measured none(String contender, Failure failure) {
    return new Measured(contender, failure, -1, 0, 0);
  }

  String tsv() {
    return "%s\t%s\t%d\t%d\t%d".formatted(contender, failure, silentMillis, lost, bothMillis);
  }

  static Measured read(String line) {
    var parts = line.split("\t");
    return new Measured(
        parts[0],
        Failure.valueOf(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]));
  }
}
