package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.matriarch.ctl.cluster.ClusterApi;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Outcome;
import io.matriarch.ctl.terminal.Colour;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What all commands share: how they speak and how they end. */
abstract class Verb implements Callable<Integer> {
  final Ctl ctl;

  Verb(Ctl ctl) {
    this.ctl = ctl;
  }

  /** Words that follow this one's, and what they run; empty for most. */
  Map<String, Verb> parts() {
    return Map.of();
  }

  final ClusterApi api() {
    return ctl.api();
  }

  final void print(String line) {
    ctl.terminal().out().println(line);
  }

  final int done(String line) {
    print(line);
    return ExitCode.DONE;
  }

  final int failed(String line) {
    return complain(ExitCode.FAILED, Colour.BAD, "failed", line);
  }

  final int refused(String line) {
    return complain(ExitCode.REFUSED, Colour.NOTE, "refused, nothing changed", line);
  }

  final int unknown(String line) {
    return complain(ExitCode.UNKNOWN, Colour.BAD, "outcome unknown", line);
  }

  /** Goes on with the value, or says why there is none. */
  final <T> int with(Outcome<T> outcome, ToIntFunction<T> next) {
    return switch (outcome) {
      case Outcome.Done<T>(var value) -> next.applyAsInt(value);
      case Outcome.Failed<T>(var line) -> failed(line);
      case Outcome.Refused<T>(var line) -> refused(line);
      case Outcome.Unknown<T>(var line) -> unknown(line);
    };
  }

  /**
   * Goes on with the cluster if it is the one that was meant.
   *
   * @param named the name the operator gave; null for whatever answers
   */
  final int withCluster(@Nullable String named, ToIntFunction<ClusterStatus> next) {
    return with(
        api().cluster(),
        cluster ->
            named == null || named.equals(cluster.scope())
                ? next.applyAsInt(cluster)
                : refused(
                    "expected the cluster %s, found %s at this address: check --url"
                        .formatted(named, cluster.scope())));
  }

  /** What the coordinator waits for; without it a diagnosis is poorer and still worth having. */
  final JsonNode blockers(ClusterStatus cluster) {
    return api().explain(cluster, null) instanceof Outcome.Done<JsonNode>(var explanation)
        ? explanation.path("blockers")
        : MissingNode.getInstance();
  }

  /** The same for one after the other, whatever becomes of each; gives the worst exit code. */
  final <T> int each(List<T> all, ToIntFunction<T> work) {
    int code = ExitCode.DONE;
    for (var one : all) {
      code = Math.max(code, work.applyAsInt(one));
    }
    return code;
  }

  private int complain(int code, Colour colour, String verdict, String line) {
    ctl.terminal().err().println(ctl.terminal().paint(colour, verdict) + ": " + line);
    return code;
  }
}
