package io.matriarch.agent.act;

import io.matriarch.agent.postgres.AdoptionOrder;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.process.BootId;
import io.matriarch.agent.process.OtherManagers;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.statemachine.node.Adoption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order to adopt, as this process found it, until the cluster has its database. Thread-safe.
 */
final class PendingAdoption {
  private static final Logger log = LoggerFactory.getLogger(PendingAdoption.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final String NOT_LOOKED = "looking for another manager of it";

  private final AdoptionOrder order;
  private final Path data;
  private final Supplier<Optional<ProcessId>> server;
  private final AtomicBoolean deleting = new AtomicBoolean();
  private volatile boolean closed;
  private volatile boolean ended;
  private volatile AdoptionOrder.@Nullable Content ordered;
  private volatile @Nullable String obstacle = NOT_LOOKED;

  /**
   * @param server the one that runs in the data directory now
   */
  PendingAdoption(PostgresSettings.Paths paths, Supplier<Optional<ProcessId>> server)
      throws IOException {
    this.order = new AdoptionOrder(paths);
    this.data = paths.data();
    this.server = server;
    var found = order.read().orElse(null);
    this.ordered = found != null && found.bootId().equals(BootId.now()) ? found : null;
    if (found != null && ordered == null) {
      order.delete(); // Told once.
      log.atWarn()
          .setMessage("the order to adopt is of before this host was started: it is void")
          .log();
    }
  }

  /** What is to be adopted; null where nothing is, or another server runs than was ordered. */
  @Nullable Adoption wanted() {
    var now = ordered;
    return now != null && server.get().filter(now.postmaster()::equals).isPresent()
        ? new Adoption(now.systemIdentifier(), obstacle, false)
        : null;
  }

  /** Looks at once, and then every second, on a thread of its own, until the order is done. */
  void begin(Runnable alsoEachTime) {
    if (ordered != null) {
      look();
      Thread.ofPlatform().daemon().name("adoption").start(() -> lookOn(alsoEachTime));
    }
  }

  private void lookOn(Runnable alsoEachTime) {
    while (ordered != null && !closed) {
      alsoEachTime.run();
      try {
        Thread.sleep(INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
      look();
      if (ended) {
        end();
      }
    }
  }

  void close() {
    closed = true;
  }

  /** Looks whether somebody else keeps this server. */
  void look() {
    var now = ordered;
    if (now != null) {
      var before = obstacle;
      var found = now.beside() ? null : other();
      obstacle = found;
      if (found != null && !found.equals(before)) {
        log.atWarn().setMessage("the server is not adopted yet").addKeyValue("cause", found).log();
      }
    }
  }

  /** What the operator has to do for the server to be adopted; null where nothing. */
  @Nullable String trouble() {
    return ordered == null ? null : obstacle;
  }

  private @Nullable String other() {
    try {
      var others = OtherManagers.of(data);
      return others.isEmpty()
          ? null
          : others.getFirst() + ": stop it, or adopt with --beside where it keeps another server";
    } catch (IOException e) {
      return "another manager cannot be looked for: " + e.getMessage();
    }
  }

  /** It is done, or void: tried again each second until the file is gone. */
  void end() {
    ended = true;
    if (ordered != null && deleting.compareAndSet(false, true)) {
      Thread.startVirtualThread(this::forget);
    }
  }

  private void forget() {
    try {
      order.delete();
      ordered = null;
      log.atInfo().setMessage("the cluster has its database: the order to adopt is gone").log();
    } catch (IOException e) {
      log.atWarn().setMessage("the order to adopt cannot be deleted").setCause(e).log();
    } finally {
      deleting.set(false);
    }
  }
}
