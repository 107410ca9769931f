package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.transition.States.A;
import static io.matriarch.statemachine.transition.States.B;
import static io.matriarch.statemachine.transition.States.C;
import static io.matriarch.statemachine.transition.States.after;
import static io.matriarch.statemachine.transition.States.assertRefused;
import static io.matriarch.statemachine.transition.States.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.FeatureLevel;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import org.junit.jupiter.api.Test;

class LevelTransitionsTest {
  private static final Command RAISE = new Command.RaiseLevel(2, null);

  private static Command register(MemberId id, MemberKind kind, int level) {
    return new Command.RegisterMember(
        new Member(id, kind, "http://" + id, id + ":5432", Tags.NONE, level));
  }

  private static ClusterState upgraded(ClusterState state, MemberId... members) {
    var now = state;
    for (var id : members) {
      now = after(now, register(id, MemberKind.DATABASE, 2));
    }
    return now;
  }

  private static Command config(Tree tree) {
    return new Command.ChangeConfig(1, tree, "test");
  }

  @Test
  void the_level_is_raised_once_all_members_know_it_and_stays() {
    assertRefused(upgraded(cluster(), A, B), RAISE, Reason.OLDER_MEMBER);

    var raised = after(upgraded(cluster(), A, B, C), RAISE);
    assertThat(raised.featureLevel()).isEqualTo(2);
    assertThat(after(raised, RAISE)).isEqualTo(raised);
    assertThat(after(raised, new Command.RaiseLevel(1, null)).featureLevel()).isEqualTo(2);
  }

  @Test
  void who_is_gone_from_the_group_need_not_understand_its_own_removal() {
    assertThat(after(upgraded(cluster(), A, C), new Command.RaiseLevel(2, B)).featureLevel())
        .isEqualTo(2);
  }

  @Test
  void a_new_cluster_begins_with_what_every_version_understands() {
    assertThat(cluster().featureLevel()).isEqualTo(1);
  }

  @Test
  void what_the_first_version_does_not_know_needs_more_than_its_level() {
    var slots = Tree.EMPTY.with("slots", Tree.EMPTY);
    var unused =
        Tree.EMPTY.with("postgresql", Tree.EMPTY.with("use_slots", new ConfigValue.Flag(false)));

    assertThat(FeatureLevel.of(new Command.RemoveMember(B, "test"))).isEqualTo(2);
    assertThat(FeatureLevel.of(register(B, MemberKind.OBSERVER, 2))).isEqualTo(2);
    assertThat(FeatureLevel.of(config(slots))).isEqualTo(2);
    assertThat(FeatureLevel.of(config(unused))).isEqualTo(2);
  }

  @Test
  void what_it_knows_needs_no_more() {
    var parameters = Tree.EMPTY.with("postgresql", Tree.EMPTY.with("parameters", Tree.EMPTY));

    assertThat(FeatureLevel.of(register(B, MemberKind.WITNESS, 2))).isEqualTo(1);
    assertThat(FeatureLevel.of(config(parameters))).isEqualTo(1);
    assertThat(FeatureLevel.of(RAISE)).isEqualTo(1);
    assertThat(FeatureLevel.of(new Command.CancelOperation("o", "test"))).isEqualTo(1);
  }
}
