package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.AppliedState;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.Stance;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.RemoteView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeDutyTest {
  private static final Member SELF =
      new Member(OneMemberLog.A, MemberKind.DATABASE, "http://a", "a:5432", Tags.NONE, 1);

  private final OneMemberLog log = new OneMemberLog();
  private final Queue<Runnable> inbox = new ArrayDeque<>();
  private final ForkedDatabase database = new ForkedDatabase();
  private final NodeDuty duty =
      new NodeDuty(
          SELF,
          database,
          new GuardDuty(
              new Deadman(new ToldGuard(), Watchdog.NONE, () -> 0),
              Runnable::run,
              () -> 0,
              inbox::add),
          new LeaseCount(SELF.id(), new ReportNumbers(1)),
          () -> 0,
          inbox::add,
          new DecisionLog(() -> Instant.EPOCH),
          new Counters());

  /** The epoch alone does not change before somebody is elected. */
  @Test
  void act_against_the_other_cluster_is_abandoned_when_that_is_not_followed_any_more() {
    var followed =
        Tree.EMPTY
            .with("host", new ConfigValue.Text("far"))
            .with("accept_data_loss", new ConfigValue.Flag(true));
    configured(followed);
    var lease = Objects.requireNonNull(log.state.lease());
    log.apply(
        new Command.RenewLease(
            lease.holder(), lease.epoch(), 1, lease.ttl(), true, null, Stance.QUIET));
    turn();
    assertThat(database.begun).isInstanceOf(Decision.Rewind.class);
    assertThat(database.justified.getAsBoolean()).isTrue();

    var epoch = log.state.epoch();
    configured(new ConfigValue.Null());
    assertThat(log.state.followsAnother()).isFalse();
    assertThat(log.state.epoch()).isEqualTo(epoch);
    turn();

    assertThat(database.justified.getAsBoolean()).isFalse();
  }

  private void configured(ConfigValue followed) {
    var patch = Tree.EMPTY.with("standby_cluster", followed);
    var tree = log.state.config().tree().merge(patch);
    log.apply(new Command.ChangeConfig(log.state.config().version(), tree, "test"));
  }

  private void turn() {
    duty.turn(
        new Turn(0, new AppliedState(5, 1, log.state, 0, 0), log.leadership(), Milestones.NONE),
        new TreeMap<>(),
        null);
  }

  /** Stopped as a primary, past the point where the other cluster left its timeline. */
  private static final class ForkedDatabase implements Database {
    private @Nullable Decision begun;
    private BooleanSupplier justified = () -> false;

    @Override
    public DatabaseSeen seen() {
      return Looks.noServer(
          new DataDirectory.Usable(
              "7001",
              DataDirectory.ControlState.SHUT_DOWN,
              new WalPosition(1, new Lsn(901)),
              false));
    }

    @Override
    public RemoteView remote() {
      var second = new TimelineHistory(2, List.of(new TimelineHistory.Fork(1, new Lsn(900))));
      return new RemoteView(
          new RemoteSeen("far:5432", "7001", false, second, new Lsn(5000), null), "", null);
    }

    @Override
    public void look() {}

    @Override
    public CompletionStage<ActResult> start(Decision decision, BooleanSupplier stillJustified) {
      begun = decision;
      justified = stillJustified;
      return new CompletableFuture<>();
    }
  }
}
