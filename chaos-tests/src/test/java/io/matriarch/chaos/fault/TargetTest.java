package io.matriarch.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static final List<String> THREE = List.of("n1", "n2", "n3");
  private static final List<String> FIVE = List.of("n1", "n2", "n3", "n4", "n5");

  @Test
  void roles_are_those_of_the_moment() {
    var scene = new Scene(THREE, Optional.of("n2"), Optional.of("n3"));

    assertThat(Target.PRIMARY.among(scene)).containsExactly("n2");
    assertThat(Target.RAFT_LEADER.among(scene)).containsExactly("n3");
    assertThat(Target.STANDBY.among(scene)).containsExactly("n1");
    assertThat(Target.OTHER_STANDBY.among(scene)).containsExactly("n3");
    assertThat(new Target("n1").among(scene)).containsExactly("n1");
  }

  @Test
  void majority_has_the_primary_and_minority_leaves_one() {
    var three = new Scene(THREE, Optional.of("n3"), Optional.empty());
    var five = new Scene(FIVE, Optional.of("n3"), Optional.empty());

    assertThat(Target.MAJORITY.among(three)).containsExactly("n3", "n1");
    assertThat(Target.MINORITY.among(three)).containsExactly("n1");
    assertThat(Target.MAJORITY.among(five)).containsExactly("n3", "n1", "n2");
    assertThat(Target.MINORITY.among(five)).containsExactly("n1", "n2");
  }

  @Test
  void nobody_has_a_role_that_is_free() {
    var scene = new Scene(THREE, Optional.empty(), Optional.empty());

    assertThat(Target.PRIMARY.among(scene)).isEmpty();
    assertThat(Target.RAFT_LEADER.among(scene)).isEmpty();
    assertThat(Target.MAJORITY.among(scene)).hasSize(2);
    assertThat(Target.ALL.among(scene)).hasSize(3);
  }
}
