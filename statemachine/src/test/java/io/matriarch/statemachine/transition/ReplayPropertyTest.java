package io.matriarch.statemachine.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.model.HookRun;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.SyncSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands, most of them near the truth so that many are accepted. */
class ReplayPropertyTest {
  private static final List<MemberId> IDS = List.of(States.A, States.B, States.C);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void same_commands_give_the_same_state_and_no_refusal_changes_anything(long seed) {
    var random = new Random(seed);
    var commands = new ArrayList<Command>();
    var holders = new TreeMap<Epoch, MemberId>();
    var state = ClusterState.EMPTY;
    for (int i = 0; i < 3_000; i++) {
      var command = any(random, state);
      commands.add(command);
      var applied = Transitions.apply(state, command);
      assertThat(applied.state().epoch()).isGreaterThanOrEqualTo(state.epoch());
      if (applied.reply() instanceof Reply.Refused) {
        assertThat(applied.state()).isSameAs(state);
        assertThat(applied.events()).isEmpty();
      }
      state = applied.state();
      var lease = state.lease();
      if (lease != null) {
        assertThat(lease.epoch()).isEqualTo(state.epoch());
        assertThat(holders.merge(lease.epoch(), lease.holder(), (first, next) -> first))
            .isEqualTo(lease.holder());
      }
    }

    var replayed = ClusterState.EMPTY;
    for (var command : commands) {
      replayed = Transitions.apply(replayed, command).state();
    }
    assertThat(replayed).isEqualTo(state);
    assertThat(holders).hasSizeGreaterThan(10);
  }

  private static Command any(Random random, ClusterState state) {
    var lease = state.lease();
    var one = IDS.get(random.nextInt(3));
    var who = lease != null && random.nextInt(4) > 0 ? lease.holder() : one;
    var epoch = new Epoch(Math.max(0, state.epoch().value() - random.nextInt(8) / 7));
    long renewal = lease == null ? 0 : Math.max(0, lease.renewal() - random.nextInt(8) / 7);
    var ttl = state.config().ttl();
    var operation = state.operation();
    var id =
        operation != null && random.nextInt(3) > 0 ? operation.id() : "op" + random.nextInt(99);
    var kind = Operation.Kind.values()[random.nextInt(3)];
    return switch (random.nextInt(18)) {
      case 0 -> new Command.RegisterMember(States.member(one));
      case 1 -> new Command.BeginBootstrap(id, one, "random");
      case 2 -> new Command.CompleteBootstrap(id, one, "7001", ttl);
      case 3, 4 ->
          new Command.AssignPrimary(
              one, 0, epoch, some(random), random.nextBoolean() ? null : States.at(1, 7), "random");
      case 5 -> new Command.RenewLease(who, epoch, renewal, ttl, random.nextBoolean(), null);
      case 6 -> new Command.ExpireLease(epoch, renewal, "random");
      case 7 ->
          new Command.ReleaseLease(who, epoch, renewal, random.nextBoolean(), null, null, "random");
      case 8 -> new Command.ConfirmPrimary(who, epoch, 1 + random.nextInt(9), null, null, 0);
      case 9 -> States.pause(state, random.nextInt(4) == 0);
      case 10 ->
          new Command.RequestOperation(
              id, kind, epoch, one, random.nextBoolean(), random.nextBoolean(), "random");
      case 11 -> new Command.RevokeLease(epoch, renewal, "random");
      case 12 -> new Command.ChangeSync(who, epoch, renewal, state.sync(), someSync(random, who));
      case 13 -> new Command.ReserveTimeline(who, epoch, random.nextInt(9));
      case 14 ->
          new Command.RecordLoss(
              new Loss(epoch, one, States.at(1, 5), States.at(1, 9).lsn(), 4, 1, "random", ""));
      case 15 -> new Command.RemoveMember(one, "random");
      case 16 ->
          new Command.RecordHook(
              new HookRun(one, new HookResult("on_start", "replica", "done", renewal, 1)));
      default -> new Command.CancelOperation(id, "random");
    };
  }

  private static SyncSet someSync(Random random, MemberId primary) {
    var standbys = some(random);
    standbys.remove(primary);
    return new SyncSet(standbys, random.nextInt(standbys.size() + 1));
  }

  private static TreeSet<MemberId> some(Random random) {
    var some = new TreeSet<>(IDS);
    some.removeIf(id -> random.nextInt(3) == 0);
    return some;
  }
}
