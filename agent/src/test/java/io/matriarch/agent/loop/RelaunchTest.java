package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.OperationReply;
import io.matriarch.raft.AppliedState;
import io.matriarch.raft.GroupMember;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeMemory;
import io.matriarch.statemachine.node.NodeSeen;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelaunchTest {
  private final OneMemberLog log = new OneMemberLog();
  private final CoarseDevice device = new CoarseDevice();
  private final Relaunch relaunch = new Relaunch(device);
  private final CompletableFuture<OperationReply> reply = new CompletableFuture<>();
  private long nowNanos = 1_000;
  private final SortedMap<MemberId, MemberReport> reports = new TreeMap<>();
  private List<GroupMember> group = List.of();
  private MemberId id = OneMemberLog.A;
  private NodeMemory memory = NodeMemory.FRESH;
  private boolean stopping;

  private void asked() {
    relaunch.supervisedBy("test");
    relaunch.request("alice", nowNanos, reply);
  }

  @Test
  void nobody_ends_whom_nobody_would_start_again() {
    relaunch.request("alice", nowNanos, reply);

    assertThat(reply.join())
        .isInstanceOfSatisfying(
            OperationReply.Refused.class, r -> assertThat(r.message()).contains("nobody would"));
    assertThat(leaves(Duration.ofSeconds(20))).isFalse();
    assertThat(relaunch.longer()).isZero();
  }

  /** A new agent may need longer than what is left of the lease as it usually is. */
  @Test
  void a_primary_stays_until_its_lease_is_long_enough_for_the_next_agent() {
    asked();

    assertThat(relaunch.longer()).isEqualTo(Relaunch.LONGER);
    assertThat(leaves(Duration.ofSeconds(5))).isFalse();
    assertThat(leaves(null)).isFalse();
    assertThat(reply).isNotDone();

    assertThat(leaves(Duration.ofMillis(19_500))).isFalse();
    assertThat(reply.join()).isInstanceOf(OperationReply.Done.class);
    after(Duration.ofMillis(300));
    assertThat(leaves(Duration.ofSeconds(19))).isTrue();
    assertThat(relaunch.isAgreed()).isTrue();
  }

  /** Who is told to stop leaves no PostgreSQL running. */
  @Test
  void an_agent_that_is_stopped_meanwhile_does_not_end_for_another_one() {
    asked();
    leaves(Duration.ofSeconds(20));
    after(Duration.ofMillis(300));
    stopping = true;

    assertThat(leaves(Duration.ofSeconds(19))).isFalse();
    assertThat(relaunch.isAgreed()).isFalse();
  }

  @Test
  void an_agent_stays_where_the_moment_does_not_come() {
    asked();
    log.apply(
        new Command.RequestOperation(
            "op", Operation.Kind.SWITCHOVER, new Epoch(1), OneMemberLog.B, false, false, "bob"));

    assertThat(leaves(Duration.ofSeconds(20))).isFalse();
    after(Duration.ofSeconds(21));
    assertThat(leaves(Duration.ofSeconds(20))).isFalse();

    assertThat(reply.join())
        .isInstanceOfSatisfying(
            OperationReply.Refused.class, r -> assertThat(r.message()).contains("op is under way"));
    assertThat(relaunch.longer()).isZero();
    assertThat(relaunch.isAgreed()).isFalse();
  }

  @Test
  void an_agent_is_not_restarted_while_nobody_is_primary() {
    asked();
    var lease = Objects.requireNonNull(log.state.lease());
    log.apply(new Command.ExpireLease(lease.epoch(), lease.renewal(), "silent"));

    assertThat(leaves(null)).isFalse();
    assertThat(reply).isNotDone();
  }

  /** An act that is cut off by the end of this agent leaves things halfway. */
  @Test
  void an_agent_that_has_agreed_waits_for_a_fence_that_began_meanwhile() {
    asked();
    leaves(Duration.ofSeconds(20));
    after(Duration.ofMillis(300));
    memory =
        memory.afterStart(
            new Decision.Fence(Duration.ofSeconds(1), false, "test"), database(), nowNanos);

    assertThat(leaves(Duration.ofSeconds(19))).isFalse();
    memory = NodeMemory.FRESH;
    assertThat(leaves(Duration.ofSeconds(19))).isTrue();
  }

  /** The primary's lease is the usual one, and it could not be renewed. */
  @Test
  void a_standby_stays_whose_vote_the_primary_needs() {
    id = OneMemberLog.B;
    group = List.of(voter("a"), voter("b"), voter("c"));
    reports.put(OneMemberLog.A, heard("a"));
    asked();

    assertThat(leaves(null)).isFalse();
    after(Duration.ofSeconds(21));
    assertThat(leaves(null)).isFalse();
    assertThat(reply.join())
        .isInstanceOfSatisfying(
            OperationReply.Refused.class,
            r -> assertThat(r.message()).contains("no majority", "[c]", "pause"));
  }

  @Test
  void a_standby_leaves_where_the_others_are_a_majority() {
    id = OneMemberLog.B;
    group = List.of(voter("a"), voter("b"), voter("c"));
    reports.put(OneMemberLog.A, heard("a"));
    reports.put(new MemberId("c"), heard("c"));
    asked();

    leaves(null);
    assertThat(reply.join()).isInstanceOf(OperationReply.Done.class);
  }

  /** Nobody feeds it until the next agent is there. */
  @Test
  void a_primary_stays_whose_watchdog_would_strike_before_the_next_agent_is_there() {
    asked();
    device.shortfall = "counts 5 s of a lease of 20 s";

    assertThat(leaves(Duration.ofSeconds(20))).isFalse();

    assertThat(reply.join())
        .isInstanceOfSatisfying(
            OperationReply.Refused.class, r -> assertThat(r.message()).contains("counts 5 s"));
    assertThat(relaunch.longer()).as("at once").isZero();
  }

  private static final class CoarseDevice implements Watchdog {
    private @Nullable String shortfall;

    @Override
    public boolean keepAlive(@Nullable Duration left) {
      return true;
    }

    @Override
    public void disarm() {}

    @Override
    public @Nullable String shortfall() {
      return shortfall;
    }
  }

  private static MemberReport heard(String name) {
    return RoomFirstTest.report(new MemberId(name), ServerRole.STANDBY, List.of());
  }

  private static GroupMember voter(String name) {
    return new GroupMember(new MemberId(name), name, name + ":1", true, 1);
  }

  private void after(Duration time) {
    nowNanos += time.toNanos();
  }

  private boolean leaves(@Nullable Duration leaseLeft) {
    var held =
        leaseLeft == null
            ? null
            : new HeldLease(new Epoch(1), nowNanos + leaseLeft.toNanos(), true);
    var applied = new AppliedState(1, 1, log.state, 0, 0);
    var turn = new Turn(nowNanos, applied, log.leadership(), Milestones.NONE);
    var self = Objects.requireNonNull(log.state.members().get(id));
    var database = database();
    var seen = new NodeSeen(self, log.state, held, database, reports, memory, null, nowNanos);
    return relaunch.mayLeave(turn, seen, held, stopping, group);
  }

  private static DatabaseSeen database() {
    return new DatabaseSeen(
        new DataDirectory.Empty(),
        DatabaseSeen.Process.NONE,
        0,
        false,
        null,
        0,
        null,
        Epoch.NONE,
        0);
  }
}
