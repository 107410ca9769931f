package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.LeaseTerms;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything a node decides from: one look at local reality, with the time in it.
 *
 * @param self this member, as configured
 * @param state the cluster state applied here
 * @param held the lease by this node's own count; null where it holds none
 * @param database the local PostgreSQL
 * @param reports what the others said, as the Raft leader last told
 * @param memory what this node remembers of its acts
 * @param stoppingSinceNanos when the agent was told to stop; null where it was not
 * @param nowNanos this host's monotonic clock
 */
public record NodeSeen(
    Member self,
    ClusterState state,
    @Nullable HeldLease held,
    DatabaseSeen database,
    SortedMap<MemberId, MemberReport> reports,
    NodeMemory memory,
    @Nullable Long stoppingSinceNanos,
    long nowNanos) {
  public NodeSeen {
    reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
  }

  public MemberId id() {
    return self.id();
  }

  /** The lease of this node, where the log says it is the holder. */
  public Optional<Lease> ownLease() {
    return Optional.ofNullable(state.lease()).filter(l -> l.isHeldBy(id()));
  }

  /**
   * True where this node may write now and for a while: the log, as far as it is known here, says
   * that it holds the lease, its own count is not about to end, and it did not ask to give it up.
   */
  public boolean mayBePrimary() {
    return held != null
        && !releasing()
        && ownLease().filter(l -> l.epoch().equals(held.epoch())).isPresent()
        && held.left(nowNanos).compareTo(fenceMargin()) > 0;
  }

  /**
   * True while a release that this node sent may yet be committed. A server that is started then
   * takes writes under a lease that was given away; a renewal makes an end of it.
   */
  boolean releasing() {
    var released = memory.released();
    return released != null
        && ownLease()
            .filter(l -> l.epoch().equals(released.epoch()) && l.renewal() <= released.renewal())
            .isPresent();
  }

  /** How long before the end of the lease the fence begins. */
  Duration fenceMargin() {
    if (held != null && !held.proven()) {
      return LeaseTerms.takenOverMargin();
    }
    return LeaseTerms.fenceMargin(ownLease().map(Lease::ttl).orElse(state.config().ttl()));
  }

  /**
   * True where the server takes writes, or could begin to at any moment without being asked again.
   */
  boolean couldWrite() {
    if (database.process() == DatabaseSeen.Process.NONE) {
      return false;
    }
    if (Objects.equals(memory.promotionAskedOf(), database.processSinceNanos())) {
      return true;
    }
    var answer = database.answer();
    if (answer != null) {
      return !answer.inRecovery();
    }
    return database.data() instanceof DataDirectory.Usable d && !d.standbySignal();
  }

  /**
   * True while an operator's order to adopt this very server is not carried out: it takes writes as
   * it did before Matriarch came, and nobody else can be primary of a cluster that has no database.
   * Also where the cluster turns out to have another: then it is none of this cluster's.
   *
   * <p>The order names the process, which was asked for its database when it was written: on a busy
   * host the files may not be readable for a moment.
   */
  public boolean beingAdopted() {
    var ordered = memory.adopting();
    return ordered != null
        && !ordered.offered()
        && !ordered.systemIdentifier().equals(state.systemIdentifier())
        && (!(database.data() instanceof DataDirectory.Usable data)
            || data.systemIdentifier().equals(ordered.systemIdentifier()));
  }

  /**
   * True where this node may write, and what it knows of the promise to acknowledged commits is no
   * older than its own last renewal: then it may change whom commits wait for.
   */
  boolean rulesCommits() {
    return mayBePrimary() && held != null && held.proven();
  }

  /**
   * True while a change of the promise that this node sent may yet be committed: a commit rule that
   * does not keep both promises must wait.
   */
  boolean changingSync() {
    var sent = memory.sync().sent();
    return sent != null
        && ownLease()
            .filter(l -> l.epoch().equals(sent.epoch()) && l.renewal() <= sent.renewal())
            .isPresent();
  }

  /**
   * The member that holds the lease, where it is another one. A primary of an epoch older than this
   * node promised is none: its commits may not be acknowledged here.
   */
  Optional<Member> primaryElsewhere() {
    return Optional.ofNullable(state.lease())
        .filter(l -> !l.isHeldBy(id()))
        .filter(l -> l.epoch().compareTo(database.promised()) >= 0)
        .flatMap(l -> state.member(l.holder()));
  }

  /**
   * True where {@code position} is on a timeline that the cluster never heard of: a holder began it
   * and died before it confirmed.
   *
   * <p>The next promotion keeps the number free, by an ancestor without a byte, and PostgreSQL
   * compares numbers alone: it would let such a standby stream, and have it acknowledge what it
   * cannot replay.
   */
  boolean isStray(WalPosition position) {
    return isUnknown(position.timeline());
  }

  private boolean isUnknown(int timeline) {
    var known = state.history();
    var lease = state.lease();
    return !known.isEmpty()
        && timeline > known.getFirst().timeline()
        && (lease == null || timeline != lease.timeline())
        && known.stream().noneMatch(h -> h.timeline() == timeline);
  }

  /**
   * The report of the lease's holder, once it says that it is a running primary of this very epoch,
   * or in a standby cluster its leader.
   */
  Optional<MemberReport> primaryReport() {
    var role = state.followsAnother() ? ServerRole.STANDBY : ServerRole.PRIMARY;
    return primaryElsewhere()
        .map(m -> reports.get(m.id()))
        .filter(r -> r.role() == role && r.heldEpoch().equals(state.epoch()));
  }

  /** A rewind after {@code leader} finds where the histories part. */
  boolean canRewind(MemberReport leader) {
    return leader.checkpointed() || state.followsAnother();
  }

  /** What the server that this cluster follows said lately; null where none did. */
  @Nullable RemoteSeen remote() {
    var heard = memory.remote();
    return heard == null || !state.followsAnother() ? null : heard.server();
  }

  /** Why no such server answers, for people. */
  String remoteTrouble() {
    var heard = memory.remote();
    return heard == null || heard.trouble().isEmpty() ? "not asked yet" : heard.trouble();
  }

  /**
   * The operation that takes the primary role from this node, while it is this node's turn to act.
   */
  Optional<Operation> handover() {
    return Optional.ofNullable(state.operation())
        .filter(o -> o.kind() != Operation.Kind.BOOTSTRAP)
        .filter(o -> o.phase() == Operation.Phase.PREPARING)
        .filter(o -> id().equals(o.from()) && o.epoch().equals(state.epoch()));
  }

  public Duration since(long thenNanos) {
    return Duration.ofNanos(nowNanos - thenNanos);
  }
}
