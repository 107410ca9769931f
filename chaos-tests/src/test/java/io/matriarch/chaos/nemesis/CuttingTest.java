package io.matriarch.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.fault.Fault.Cut;
import io.matriarch.chaos.fault.Fault.Shape;
import io.matriarch.chaos.fault.Fault.Traffic;
import io.matriarch.chaos.fault.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class CuttingTest {
  private final Cutting three = new Cutting(List.of("n1", "n2", "n3"), "client");
  private final Cutting five = new Cutting(List.of("n1", "n2", "n3", "n4", "n5"), "client");

  @Test
  void cut_around_is_in_both_directions_to_each_of_the_others() {
    assertThat(three.rules(cut(Shape.AROUND, Traffic.ALL), List.of("n2")))
        .containsExactlyInAnyOrder(
            "iifname \"n2\" oifname \"n1\" drop",
            "iifname \"n2\" oifname \"n3\" drop",
            "iifname \"n1\" oifname \"n2\" drop",
            "iifname \"n3\" oifname \"n2\" drop");
  }

  @Test
  void one_direction_leaves_the_other() {
    assertThat(three.rules(cut(Shape.INBOUND, Traffic.ALL), List.of("n1")))
        .containsExactly(
            "iifname \"n2\" oifname \"n1\" drop", "iifname \"n3\" oifname \"n1\" drop");
    assertThat(three.rules(cut(Shape.OUTBOUND, Traffic.ALL), List.of("n1")))
        .containsExactly(
            "iifname \"n1\" oifname \"n2\" drop", "iifname \"n1\" oifname \"n3\" drop");
  }

  @Test
  void traffic_is_told_by_its_port_on_either_side() {
    assertThat(three.rules(cut(Shape.OUTBOUND, Traffic.RAFT), List.of("n1", "n2")))
        .containsExactly(
            "iifname \"n1\" oifname \"n3\" tcp dport 7008 drop",
            "iifname \"n1\" oifname \"n3\" tcp sport 7008 drop",
            "iifname \"n2\" oifname \"n3\" tcp dport 7008 drop",
            "iifname \"n2\" oifname \"n3\" tcp sport 7008 drop");
  }

  @Test
  void clients_are_cut_off_while_peers_are_not() {
    assertThat(three.rules(cut(Shape.AROUND, Traffic.CLIENTS), List.of("n1")))
        .containsExactly(
            "iifname \"n1\" oifname \"client\" drop", "iifname \"client\" oifname \"n1\" drop");
  }

  @Test
  void bridge_reaches_both_halves_that_do_not_reach_each_other() {
    assertThat(five.rules(cut(Shape.BRIDGE, Traffic.ALL), List.of("n3")))
        .hasSize(8)
        .allSatisfy(rule -> assertThat(rule).doesNotContain("n3"));
  }

  @Test
  void in_a_ring_of_five_each_loses_two() {
    assertThat(five.rules(cut(Shape.RING, Traffic.ALL), List.of("n1"))).hasSize(10);
    assertThat(three.rules(cut(Shape.RING, Traffic.ALL), List.of("n1"))).isEmpty();
  }

  private static Cut cut(Shape shape, Traffic traffic) {
    return new Cut(shape, traffic, Target.PRIMARY);
  }
}
