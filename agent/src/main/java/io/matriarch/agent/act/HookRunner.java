package io.matriarch.agent.act;

import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.process.Tool;
import io.matriarch.agent.script.Callback;
import io.matriarch.statemachine.model.HookResult;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operator's commands around what the server does. Thread-safe.
 *
 * <p>Callbacks are told and not waited for: of those that still run when the next comes the
 * processes are killed, so that the last word is about the present. What is asked before a
 * promotion or a stop is waited for within its limit, and given up at once when a fence comes.
 */
final class HookRunner {
  private static final Logger log = LoggerFactory.getLogger(HookRunner.class);
  private static final int KEPT = 5;
  private static final int ERROR_LINES = 2;

  private final Supplier<PostgresSettings> settings;
  private final Runnable changed;
  private final Map<Boolean, AtomicBoolean> running = new TreeMap<>();
  private List<HookResult> results = List.of();

  /**
   * @param changed run after each result; must not block
   */
  HookRunner(Supplier<PostgresSettings> settings, Runnable changed) {
    this.settings = settings;
    this.changed = changed;
  }

  /** The last few, oldest first. */
  synchronized List<HookResult> results() {
    return results;
  }

  /** Tells and returns at once. */
  void tell(Callback callback, String role) {
    var hooks = settings.get().scripts().hooks();
    var words = hooks.callbacks().getOrDefault(callback, List.of());
    if (words.isEmpty()) {
      return;
    }
    var superseded = new AtomicBoolean();
    synchronized (this) {
      // A reload says nothing about the role: it ends no word that does.
      var before = running.put(callback == Callback.ON_RELOAD, superseded);
      if (before != null) {
        before.set(true);
      }
    }
    Thread.ofVirtual()
        .name(callback.word())
        .start(
            () -> {
              try {
                run(callback.word(), role, words, hooks.callbackLimit(), superseded::get);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /**
   * Asks whether a promotion may go on; null where it may.
   *
   * @param abandoned a fence came
   */
  @Nullable String refusesPromotion(BooleanSupplier abandoned) throws InterruptedException {
    var hooks = settings.get().scripts().hooks();
    return asked("pre_promote", "replica", hooks.prePromote(), hooks.limit(), abandoned);
  }

  /** Asks whether a stop in order may go on; null where it may. */
  @Nullable String refusesStop(String role, BooleanSupplier abandoned) throws InterruptedException {
    var hooks = settings.get().scripts().hooks();
    return asked("before_stop", role, hooks.beforeStop(), hooks.limit(), abandoned);
  }

  private @Nullable String asked(
      String hook, String role, List<String> words, Duration limit, BooleanSupplier abandoned)
      throws InterruptedException {
    if (words.isEmpty()) {
      return null;
    }
    var outcome = run(hook, role, words, limit, abandoned);
    // Who does not answer in time has not refused.
    return outcome.end() == Tool.End.EXITED && outcome.exitCode() != 0
        ? "%s refused with code %d: %s"
            .formatted(hook, outcome.exitCode(), outcome.lastLines(ERROR_LINES))
        : null;
  }

  private Tool.Outcome run(
      String hook, String role, List<String> words, Duration limit, BooleanSupplier abandoned)
      throws InterruptedException {
    var line = new ArrayList<>(words);
    line.addAll(List.of(hook, role, settings.get().scope()));
    long begun = System.nanoTime();
    Tool.Outcome outcome;
    try {
      outcome = new Tool(line, Map.of(), "").run(limit, abandoned);
    } catch (IOException e) {
      outcome = new Tool.Outcome(Tool.End.TIMED_OUT, -1, "cannot be run: " + e.getMessage());
    }
    note(hook, role, outcome, Duration.ofNanos(System.nanoTime() - begun));
    return outcome;
  }

  private void note(String hook, String role, Tool.Outcome outcome, Duration took) {
    var said =
        outcome.succeeded()
            ? "done"
            : "%s with code %d: %s"
                .formatted(
                    outcome.end().name().toLowerCase(java.util.Locale.ROOT),
                    outcome.exitCode(),
                    outcome.lastLines(ERROR_LINES));
    log.atLevel(outcome.succeeded() ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
        .setMessage("hook")
        .addKeyValue("hook", hook)
        .addKeyValue("role", role)
        .addKeyValue("outcome", said)
        .addKeyValue("duration_ms", took.toMillis())
        .log();
    synchronized (this) {
      var all = new ArrayList<>(results);
      var now = InstantSource.system().millis();
      all.add(new HookResult(hook, role, said, now, took.toMillis()));
      results = List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }
    changed.run();
  }
}
