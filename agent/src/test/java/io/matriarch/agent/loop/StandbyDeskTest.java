package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.ConfigReply;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.Stance;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.RemoteView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandbyDeskTest {
  private static final Tree FAR = Tree.EMPTY.with("host", new Text("far"));

  private final OneMemberLog log = new OneMemberLog();
  private @Nullable RemoteSeen far = seen(true, TimelineHistory.of(1));
  private @Nullable WalPosition newest = new WalPosition(1, new Lsn(1000));
  private List<MemberId> mute = List.of();
  private boolean asks = true;
  private final ParameterCheck check =
      new ParameterCheck() {
        @Override
        public CompletionStage<List<ConfigProblem>> problems(SortedMap<String, String> p) {
          return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public boolean asksRemotes() {
          return asks;
        }

        @Override
        public CompletionStage<RemoteView> remote(StandbyCluster followed) {
          return CompletableFuture.completedFuture(
              new RemoteView(far, far == null ? "no route" : "", null));
        }
      };
  private final StandbyDesk desk =
      new StandbyDesk(
          log,
          check,
          new ConfigDesk(log, check, Set::of, () -> Instant.ofEpochMilli(9)),
          () -> new OwnWal(Optional.ofNullable(newest), mute));

  StandbyDeskTest() {
    log.apply(
        new Command.RenewLease(
            OneMemberLog.A,
            new Epoch(1),
            0,
            Duration.ofSeconds(5),
            true,
            new WalPosition(1, new Lsn(1000))));
    log.proposed.clear();
  }

  private static RemoteSeen seen(boolean inRecovery, TimelineHistory history) {
    return new RemoteSeen("far:5432", "7001", inRecovery, history, new Lsn(900), null);
  }

  private static TimelineHistory forkedAt(long end) {
    return new TimelineHistory(2, List.of(new TimelineHistory.Fork(1, new Lsn(end))));
  }

  private ConfigReply promote(boolean acceptLoss) {
    return desk.promote(acceptLoss, "alice").toCompletableFuture().join();
  }

  private ConfigReply change(Tree body, boolean replace) {
    return desk.change(body, replace, -1, "alice").toCompletableFuture().join();
  }

  /** The former primary has said that it takes no writes. */
  private void followed() {
    assertThat(demote(false)).isInstanceOf(ConfigReply.Changed.class);
    var lease = Objects.requireNonNull(log.state.lease());
    log.apply(
        new Command.RenewLease(
            lease.holder(), lease.epoch(), lease.renewal(), lease.ttl(), true, null, Stance.QUIET));
    log.proposed.clear();
  }

  private ConfigReply demote(boolean acceptLoss) {
    return desk.demote(FAR, acceptLoss, "alice").toCompletableFuture().join();
  }

  private String refusal(ConfigReply reply) {
    assertThat(log.proposed).isEmpty();
    return reply.toString();
  }

  @Test
  void cluster_follows_its_own_standby_and_any_whose_history_holds_its_own() {
    assertThat(demote(false)).isInstanceOf(ConfigReply.Changed.class);
    assertThat(log.state.followsAnother()).isTrue();
  }

  @Test
  void what_only_this_cluster_wrote_is_given_up_only_by_the_operator() {
    far = seen(false, forkedAt(999));
    assertThat(refusal(demote(false))).contains("1@0/3E8 is not in the history of far:5432");

    assertThat(demote(true)).isInstanceOf(ConfigReply.Changed.class);
  }

  @Test
  void another_primary_of_the_same_timeline_is_never_followed() {
    far = seen(false, TimelineHistory.of(1));

    assertThat(refusal(demote(true))).contains("of its own");
  }

  @Test
  void who_does_not_answer_cannot_be_followed_nor_can_an_archive_alone() {
    far = null;
    assertThat(refusal(demote(true))).contains("no route");

    log.state = new OneMemberLog().state;
    assertThat(refusal(demote(true))).contains("no route");
  }

  /** As Patroni's users do it: the same question is asked. */
  @Test
  void a_change_of_the_configuration_is_judged_in_the_same_way() {
    far = seen(false, forkedAt(999));
    var patch = Tree.EMPTY.with("standby_cluster", FAR);
    assertThat(refusal(desk.change(patch, false, -1, "alice").toCompletableFuture().join()))
        .contains("not in the history");

    far = seen(false, forkedAt(1000));
    assertThat(desk.change(patch, false, -1, "alice").toCompletableFuture().join())
        .isInstanceOf(ConfigReply.Changed.class);
  }

  @Test
  void only_a_standby_cluster_is_promoted() {
    assertThat(refusal(promote(false))).contains("no standby cluster");

    followed();
    assertThat(promote(false)).isInstanceOf(ConfigReply.Changed.class);
    assertThat(log.state.followsAnother()).isFalse();
    assertThat(log.state.lease()).isNull();
  }

  /** Nobody here can stop the other cluster's primary. */
  @Test
  void cluster_is_not_promoted_beside_one_that_takes_writes() {
    followed();
    far = seen(false, TimelineHistory.of(1));

    assertThat(refusal(promote(false))).contains("far:5432 does");
    var leave = Tree.EMPTY.with("standby_cluster", new ConfigValue.Null());
    assertThat(refusal(change(leave, false))).contains("far:5432 does");
    assertThat(refusal(change(Tree.EMPTY, true))).contains("far:5432 does");

    assertThat(promote(true)).isInstanceOf(ConfigReply.Changed.class);
  }

  /** What it has stopped with, and did not get across. */
  @Test
  void cluster_is_not_promoted_while_the_other_one_has_more() {
    followed();
    newest = new WalPosition(1, new Lsn(899));
    assertThat(refusal(promote(false))).contains("has 1@0/384, this one 1@0/383");
    newest = null;
    assertThat(refusal(promote(false))).contains("last position");

    newest = new WalPosition(1, new Lsn(900));
    assertThat(promote(false)).isInstanceOf(ConfigReply.Changed.class);
  }

  @Test
  void site_that_does_not_answer_may_be_lost_but_who_cannot_ask_does_not_know() {
    followed();
    far = null;
    asks = false;
    assertThat(refusal(promote(false))).contains("an agent that can ask");

    asks = true;
    assertThat(promote(false)).isInstanceOf(ConfigReply.Changed.class);
  }

  /**
   * Seed 1105107 of the simulator: nobody waited for the recovery of the standby leader, and a
   * member that had less was elected.
   */
  @Test
  void cluster_is_not_promoted_while_a_member_cannot_say_what_it_has() {
    followed();
    far = null;
    mute = List.of(OneMemberLog.A);
    assertThat(refusal(promote(false))).contains("PostgreSQL of [a] is starting");

    assertThat(promote(true)).isInstanceOf(ConfigReply.Changed.class);
  }

  /** The decision to undo it is made by the nodes, when they know how far their WAL goes. */
  @Test
  void accepted_loss_is_agreed_on_with_what_is_followed_and_not_taken_over_for_another() {
    far = seen(false, forkedAt(999));
    demote(true);
    assertThat(log.state.config().standbyCluster().orElseThrow().acceptsLoss()).isTrue();
    log.proposed.clear();

    var other = Tree.EMPTY.with("host", new Text("other"));
    assertThat(refusal(change(Tree.EMPTY.with("standby_cluster", other), false)))
        .contains("it was said of far:5432");
    var again = other.with("accept_data_loss", new ConfigValue.Flag(true));
    assertThat(change(Tree.EMPTY.with("standby_cluster", again), false))
        .isInstanceOf(ConfigReply.Changed.class);
  }

  /** Its last renewal is in the other history; what it wrote after that need not be. */
  @Test
  void lost_primary_whose_end_is_not_known_is_given_up_only_by_the_operator() {
    far = seen(false, forkedAt(1000));
    var lease = Objects.requireNonNull(log.state.lease());
    log.apply(new Command.ExpireLease(lease.epoch(), lease.renewal(), "silent"));

    assertThat(refusal(demote(false))).contains("ended at 1@0/3E8 or later");
    assertThat(demote(true)).isInstanceOf(ConfigReply.Changed.class);
  }

  /** Judged as a standby cluster's, it would have been committed to one that has a primary. */
  @Test
  void what_was_judged_is_what_is_changed() {
    followed();
    var other = Tree.EMPTY.with("standby_cluster", Tree.EMPTY.with("host", new Text("other")));
    log.meanwhile =
        () -> {
          log.meanwhile = () -> {};
          promote(true);
        };

    assertThat(change(other, false)).isInstanceOf(ConfigReply.Conflict.class);
    assertThat(log.state.followsAnother()).isFalse();
  }
}
