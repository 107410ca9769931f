package io.matriarch.chaos.runner;

import io.matriarch.chaos.fault.Fault;
import io.matriarch.chaos.fault.Schedule.Entry;
import io.matriarch.chaos.report.RunRecord;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A fault as it came.
 *
 * @param fromNanos since the run began, when it had struck
 * @param toNanos when it was healed
 * @param said why it did not strike, what an operator was answered, or what went wrong in healing
 */
public record Event(
    Entry entry, boolean struck, List<String> nodes, long fromNanos, long toNanos, String said) {
  /** What an operator asks for and is refused changes nothing. */
  boolean refused() {
    return entry.fault() instanceof Fault.Operate
        && said.matches("(?s)(no |nobody|[345]\\d\\d ).*");
  }

  /** Somebody has to look at the harness. */
  boolean broke() {
    return said.contains("broke: ");
  }

  /** As the report draws it. */
  RunRecord.Fault shown() {
    var words = entry.fault().toString();
    var kind = words.substring(0, words.lastIndexOf(' '));
    return new RunRecord.Fault(kind, nodes, said, fromNanos, toNanos);
  }

  @Override
  public String toString() {
    return "%7d %7d %s %s %s%s"
        .formatted(
            TimeUnit.NANOSECONDS.toMillis(fromNanos),
            TimeUnit.NANOSECONDS.toMillis(toNanos),
            struck ? "struck " : "skipped",
            entry.fault(),
            nodes,
            said.isEmpty() ? "" : ": " + said.replaceAll("\\s+", " "));
  }
}
