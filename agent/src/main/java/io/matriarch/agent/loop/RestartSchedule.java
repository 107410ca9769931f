package io.matriarch.agent.loop;

import io.matriarch.statemachine.model.ScheduledRestart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The restart that this node is to make later, here and in its note. The note is written before
 * anybody is told, and one write at a time: two could overtake each other. Used by the loop's
 * thread only.
 */
final class RestartSchedule {
  private static final Logger log = LoggerFactory.getLogger(RestartSchedule.class);

  /** A node whose agent was away for longer than this is not surprised by an old wish. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final RestartNote note;
  private final Executor blocking;
  private final Consumer<Runnable> inbox;
  private @Nullable ScheduledRestart scheduled;
  private boolean writing;

  /** Reads what an earlier agent noted. */
  RestartSchedule(
      RestartNote note, InstantSource wall, Executor blocking, Consumer<Runnable> inbox) {
    this.note = note;
    this.blocking = blocking;
    this.inbox = inbox;
    scheduled = noted(wall.millis());
  }

  private @Nullable ScheduledRestart noted(long nowMillis) {
    try {
      var kept = note.read().orElse(null);
      if (kept == null || nowMillis - kept.atEpochMillis() <= PATIENCE.toMillis()) {
        return kept;
      }
      log.atWarn()
          .setMessage("scheduled restart left out: no agent ran here at its time")
          .addKeyValue("at", Instant.ofEpochMilli(kept.atEpochMillis()))
          .addKeyValue("requested_by", kept.by())
          .log();
      note.write(null);
    } catch (IOException e) {
      log.atWarn()
          .setMessage("scheduled restart forgotten")
          .addKeyValue("cause", e.getMessage())
          .log();
    }
    return null;
  }

  /** What is to be done and not begun yet; null where nothing is. */
  @Nullable ScheduledRestart scheduled() {
    return scheduled;
  }

  /** A change is being noted: nothing else may be changed meanwhile. */
  boolean isBusy() {
    return writing;
  }

  /**
   * Puts {@code next} in place of what was scheduled.
   *
   * @param noted told whether that is durable: null, or why it is as it was before; by a message to
   *     the loop
   */
  void change(@Nullable ScheduledRestart next, Consumer<@Nullable String> noted) {
    var before = scheduled;
    scheduled = next;
    write(
        next,
        failure -> {
          if (failure != null) {
            scheduled = before;
          }
          noted.accept(failure);
        });
  }

  /**
   * It is about to be begun: struck out before, or an agent that dies with its server would restart
   * it twice.
   */
  void take(Runnable begin) {
    scheduled = null;
    write(
        null,
        failure -> {
          if (failure != null) {
            log.atWarn()
                .setMessage("a scheduled restart that begins stays noted")
                .addKeyValue("cause", failure)
                .log();
          }
          begin.run();
        });
  }

  /** It could not be begun yet. */
  void putBack(ScheduledRestart restart) {
    if (scheduled != null || writing) {
      return;
    }
    scheduled = restart;
    write(
        restart,
        failure -> {
          if (failure != null) {
            log.atWarn()
                .setMessage(
                    "a scheduled restart that waits is not noted: an agent that ends loses it")
                .addKeyValue("cause", failure)
                .log();
          }
        });
  }

  private void write(@Nullable ScheduledRestart next, Consumer<@Nullable String> noted) {
    writing = true;
    blocking.execute(
        () -> {
          var failure = failure(next);
          inbox.accept(
              () -> {
                writing = false;
                noted.accept(failure);
              });
        });
  }

  private @Nullable String failure(@Nullable ScheduledRestart next) {
    try {
      note.write(next);
      return null;
    } catch (IOException | RuntimeException e) {
      return e.toString();
    }
  }
}
