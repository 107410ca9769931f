package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.Decision;

/**
 * The acts of an election: promise, fetch what is lacked, promote, change whom commits wait for.
 */
final class Promotions {
  private static final long LOOK_NANOS = 20_000_000L;
  private static final long PROMOTION_LIMIT_NANOS = 30_000_000_000L;
  private static final long PROMISE_LIMIT_NANOS = 2_000_000_000L;
  private static final long FETCH_LIMIT_NANOS = 4_000_000_000L;
  private static final long RULE_LIMIT_NANOS = 2_000_000_000L;

  private final Server server;
  private final Look look;
  private final Acts acts;
  private final Chance chance;

  Promotions(Server server, Look look, Acts acts) {
    this.server = server;
    this.look = look;
    this.acts = acts;
    chance = server.world.chance();
  }

  void promise(Permit permit, Epoch epoch, boolean fails) {
    if (!server.exists()) {
      permit.failed("expected a running standby, found no server");
    } else if (permit.confirmed()) {
      acts.then(
          permit,
          server.disk.syncNanos(),
          () -> {
            if (epoch.compareTo(server.directory.promised) > 0) {
              server.directory.promised = epoch;
            }
            if (fails) {
              permit.failed("the configuration cannot be written");
              return;
            }
            acts.then(
                permit,
                chance.micros(100, 3_000),
                () -> {
                  server.directory.upstream = "";
                  server.reload();
                  untilCut(permit, epoch, PROMISE_LIMIT_NANOS);
                });
          });
    }
  }

  private void untilCut(Permit permit, Epoch epoch, long leftNanos) {
    if (!server.exists()) {
      permit.failed("the server ended");
    } else if (!server.isHung() && !server.receiver.isStreaming()) {
      acts.then(
          permit,
          chance.millis(10, 25),
          () ->
              acts.awaitAnswer(
                  permit,
                  answered -> {
                    if (answered) {
                      server.directory.told = server.directory.promised;
                      look.promised(server.directory.promised);
                      permit.done("promised " + epoch);
                    } else {
                      permit.failed("the server does not say what it has");
                    }
                  }));
    } else if (leftNanos <= 0) {
      permit.failed("the WAL receiver did not end");
    } else {
      acts.then(permit, LOOK_NANOS, () -> untilCut(permit, epoch, leftNanos - LOOK_NANOS));
    }
  }

  void fetch(Permit permit, String address, WalPosition until) {
    if (!server.exists()) {
      permit.failed("expected a running standby, found no server");
    } else if (permit.confirmed()) {
      server.directory.upstream = address;
      server.reload();
      untilFetched(permit, until, FETCH_LIMIT_NANOS);
    }
  }

  private void untilFetched(Permit permit, WalPosition until, long leftNanos) {
    look.look();
    if (server.exists() && !has(until) && leftNanos > 0) {
      acts.then(
          permit, 2 * LOOK_NANOS, () -> untilFetched(permit, until, leftNanos - 2 * LOOK_NANOS));
      return;
    }
    boolean got = has(until);
    server.directory.upstream = "";
    server.reload();
    acts.awaitAnswer(
        permit,
        answered -> {
          if (got && has(until)) {
            permit.done("has WAL up to " + until);
          } else {
            permit.failed("the source did not give the WAL");
          }
        });
  }

  private boolean has(WalPosition until) {
    var answer = look.seen().answer();
    return answer != null && answer.position().compareTo(until) >= 0;
  }

  void promote(Permit permit, Decision.Promote order, boolean fails) {
    var answer = look.seen().answer();
    if (!server.exists() || answer == null) {
      permit.failed("expected a running standby, found no server that answers");
    } else if (look.seen().isPrimary()) {
      permit.done("takes writes already");
    } else if (Math.max(server.directory.newestTimeline, server.directory.keptFree)
        >= order.timeline()) {
      permit.failed("timeline %d has begun already".formatted(order.timeline()));
    } else {
      server.directory.keptFree = Math.max(server.directory.keptFree, order.timeline() - 1);
      boolean nobody = answer.commitRule().isEmpty() || server.directory.syncNames.isEmpty();
      boolean waitedForNobody = nobody && order.rule().needed() > 0;
      server.directory.syncNames = order.rule().text();
      if (waitedForNobody) {
        server.reload();
      }
      acts.then(
          permit,
          waitedForNobody ? 500_000_000L : chance.micros(500, 10_000),
          () -> signal(permit, order, fails));
    }
  }

  private void signal(Permit permit, Decision.Promote order, boolean fails) {
    if (!permit.confirmed()) {
      return;
    }
    server.reload();
    if (!fails || chance.hits(0.5)) {
      server.promote(order.timeline());
    }
    awaitPromotion(permit, fails ? chance.millis(20, 2_000) : PROMOTION_LIMIT_NANOS);
  }

  private void awaitPromotion(Permit permit, long leftNanos) {
    if (!server.exists()) {
      permit.failed("the server ended while it was promoted");
    } else if (server.answers() && server.isPrimary()) {
      acts.fresh(permit, "promoted");
    } else if (leftNanos <= 0) {
      permit.failed("the server did not leave recovery in time");
    } else {
      acts.then(permit, LOOK_NANOS, () -> awaitPromotion(permit, leftNanos - LOOK_NANOS));
    }
  }

  void applySync(Permit permit, CommitRule rule, boolean fails) {
    if (!server.exists()) {
      permit.failed("expected a running primary, found no server");
    } else if (permit.confirmed()) {
      server.directory.syncNames = rule.text();
      if (fails) {
        permit.failed("the server cannot be told");
        return;
      }
      server.reload();
      untilInEffect(permit, rule, RULE_LIMIT_NANOS);
    }
  }

  private void untilInEffect(Permit permit, CommitRule rule, long leftNanos) {
    if (!server.exists()) {
      permit.failed("the server ended");
    } else if (!server.isHung() && server.syncSetting().equals(rule.text())) {
      acts.fresh(permit, "commits wait for " + rule);
    } else if (leftNanos <= 0) {
      permit.failed("synchronous_standby_names is another");
    } else {
      acts.then(
          permit, LOOK_NANOS / 2, () -> untilInEffect(permit, rule, leftNanos - LOOK_NANOS / 2));
    }
  }
}
