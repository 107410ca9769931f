package io.matriarch.net.rest;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.PatroniWords;
import io.matriarch.net.api.PrimaryPosition;
import io.matriarch.net.api.SyncRole;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a view proves at the moment of the answer. A view is a thing of the past: a control loop
 * that hangs leaves it as it is, so whatever it says is worth only as much as its age allows.
 *
 * @param nowNanos elapsed time, read after the view was taken
 */
record Health(NodeView node, ClusterView cluster, long nowNanos) {
  /** A loop may wait on a slow disk for some seconds; restarting its agent would not help. */
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

  /** The control loop turned within the lease, or 10 s where the lease is shorter. */
  boolean fresh() {
    var ttl = node.state().config().ttl();
    var patience = ttl.compareTo(LEAST_PATIENCE) > 0 ? ttl : LEAST_PATIENCE;
    return nowNanos - node.turnedNanos() < patience.toNanos();
  }

  /**
   * It holds the lease now and its server takes writes.
   *
   * <p>The deadline is compared here and not where the view was made: a node that was suspended for
   * longer than its lease still has the view of before, while another node may be primary.
   */
  boolean primary() {
    return fresh()
        && node.leaseRemainingNanos(nowNanos) > 0
        && node.report().role() == ServerRole.PRIMARY
        && node.report().state() == ServerState.RUNNING;
  }

  /** It holds the lease now, and its cluster follows another one. */
  boolean standbyLeader() {
    return node.leaseRemainingNanos(nowNanos) > 0
        && node.state().followsAnother()
        && running()
        && node.report().role() == ServerRole.STANDBY;
  }

  boolean leader() {
    return primary() || standbyLeader();
  }

  boolean running() {
    return fresh() && PatroniWords.running(node.report());
  }

  /** A running standby that may serve reads and passes the filter. */
  boolean replica(ReplicaFilter filter) {
    return standby()
        && !standbyLeader()
        && !node.self().tags().noloadbalance()
        && filter.tagsMatch(PatroniWords.tags(node.self().tags()))
        && filter.replicationStateMatches(streaming() ? "streaming" : "")
        && closeEnough(filter);
  }

  /** Such a standby, and the commits of the primary count on it in this way. */
  boolean replica(ReplicaFilter filter, SyncRole role) {
    return replica(filter) && SyncRole.of(node.state(), node.self().id()) == role;
  }

  /**
   * The primary, or a standby that streams and is not far behind.
   *
   * @param applied measure what was applied; otherwise what was received
   */
  boolean ready(ReplicaFilter filter, boolean applied) {
    if (leader()) {
      return true;
    }
    var limit = filter.lagBytes();
    var mostLag = limit == null ? node.state().config().maximumLagOnFailoverBytes() : limit;
    var at = applied ? node.report().replayed() : received(node.report());
    var primaryAt = PrimaryPosition.of(cluster);
    return standby()
        && streaming()
        && at != null
        && primaryAt.isPresent()
        && primaryAt.get().bytesAhead(at) <= mostLag;
  }

  private boolean standby() {
    return running() && node.report().role() == ServerRole.STANDBY;
  }

  private boolean streaming() {
    var database = node.database();
    var answer = database == null ? null : database.answer();
    return answer == null
        ? node.report().state() == ServerState.STREAMING
        : answer.inRecovery() && answer.streaming();
  }

  /** Where nothing is known of the primary there is nothing to measure against, and reads go on. */
  private boolean closeEnough(ReplicaFilter filter) {
    var limit = filter.lagBytes();
    if (limit == null) {
      return true;
    }
    var at = node.report().replayed();
    return at != null
        && PrimaryPosition.of(cluster).map(p -> p.bytesAhead(at) <= limit).orElse(true);
  }

  private static @Nullable Lsn received(MemberReport report) {
    return report.position() == null ? null : report.position().lsn();
  }
}
