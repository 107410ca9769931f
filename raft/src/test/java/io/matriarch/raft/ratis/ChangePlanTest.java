package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.GroupChange;
import io.matriarch.statemachine.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;

class ChangePlanTest {
  /** So many voters of which the last {@code silent} are not heard; the first leads. */
  private static GroupView group(int voters, int silent) {
    var peers = new ArrayList<RaftPeer>();
    var well = new TreeSet<RaftPeerId>(java.util.Comparator.comparing(RaftPeerId::toString));
    for (int i = 1; i <= voters; i++) {
      peers.add(peer("n" + i));
      if (i <= voters - silent) {
        well.add(peer("n" + i).getId());
      }
    }
    return new GroupView(peer("n1").getId(), peers, List.of(), false, well);
  }

  private static RaftPeer peer(String name) {
    return GroupDesk.peer(name + "-1", name + ":1");
  }

  private static MemberId id(String name) {
    return new MemberId(name);
  }

  private static ChangePlan add(GroupView group, String name, boolean voter) {
    var newcomer = GroupDesk.peer(name + "-9", name + ":9");
    return ChangePlan.of(
        new GroupChange.Add(id(name), newcomer.getAddress(), voter), group, newcomer);
  }

  private static ChangePlan remove(GroupView group, String name) {
    return ChangePlan.of(new GroupChange.Remove(id(name)), group, null);
  }

  private static ChangePlan replace(GroupView group, String name) {
    var newcomer = GroupDesk.peer(name + "-9", name + ":9");
    return ChangePlan.of(new GroupChange.Replace(id(name), newcomer.getAddress()), group, newcomer);
  }

  private static Set<String> voters(ChangePlan plan) {
    assertThat(plan).isInstanceOf(ChangePlan.Go.class);
    return ((ChangePlan.Go) plan)
        .voters().stream().map(p -> p.getId().toString()).collect(Collectors.toSet());
  }

  private static String refusal(ChangePlan plan) {
    assertThat(plan).isInstanceOf(ChangePlan.No.class);
    return ((ChangePlan.No) plan).why();
  }

  @Test
  void nobody_comes_or_goes_while_another_voter_is_silent() {
    assertThat(refusal(add(group(3, 1), "n4", true))).contains("not heard").contains("n3");
    assertThat(refusal(remove(group(3, 1), "n2"))).contains("not heard").contains("n3");
    assertThat(refusal(remove(group(5, 1), "n2"))).contains("n5");
  }

  @Test
  void what_is_lost_can_be_removed_or_replaced_one_by_one() {
    assertThat(voters(remove(group(3, 1), "n3"))).containsExactlyInAnyOrder("n1-1", "n2-1");
    assertThat(voters(remove(group(5, 2), "n5"))).hasSize(4).doesNotContain("n5-1");
    assertThat(voters(replace(group(3, 1), "n3"))).contains("n3-9").doesNotContain("n3-1");
    assertThat(voters(replace(group(5, 2), "n4"))).contains("n4-9", "n5-1");
  }

  @Test
  void a_majority_that_is_well_must_be_left() {
    assertThat(refusal(remove(group(5, 3), "n5"))).contains("no majority");
    assertThat(refusal(replace(group(4, 3), "n4"))).contains("no majority");
    assertThat(refusal(remove(group(1, 0), "n1"))).contains("last voter");
  }

  @Test
  void names_and_addresses_are_taken_once() {
    assertThat(refusal(add(group(3, 0), "n2", true))).contains("taken by the member at n2:1");
    var squatter = GroupDesk.peer("n7-1", "n2:1");
    assertThat(
            refusal(
                ChangePlan.of(new GroupChange.Add(id("n7"), "n2:1", true), group(3, 0), squatter)))
        .contains("address of the member n2");
    assertThat(refusal(replace(group(3, 0), "n2"))).contains("is heard at n2:1");
  }

  @Test
  void a_node_takes_only_its_own_seat_again() {
    var elsewhere = GroupDesk.peer("n2-9", "n2:9");
    assertThat(ChangePlan.seat(elsewhere, null, true, group(3, 0)))
        .isInstanceOfSatisfying(
            ChangePlan.No.class,
            no -> {
              assertThat(no.why()).contains("replace n2");
              assertThat(no.lasting()).as("its agent waits for that command").isFalse();
            });
    assertThat(voters(ChangePlan.seat(elsewhere, peer("n2").getId(), true, group(3, 0))))
        .contains("n2-9")
        .doesNotContain("n2-1");
    var wiped = GroupDesk.peer("n2-9", "n2:1");
    assertThat(voters(ChangePlan.seat(wiped, null, true, group(3, 0)))).contains("n2-9");
  }

  @Test
  void an_observer_takes_no_part_in_majorities_until_it_is_promoted() {
    var plan = add(group(3, 1), "n4", false);
    assertThat(voters(plan)).hasSize(3);
    var listeners = ((ChangePlan.Go) plan).listeners();
    assertThat(listeners).extracting(p -> p.getId().toString()).containsExactly("n4-9");
    var view =
        new GroupView(
            peer("n1").getId(), group(3, 0).voters(), listeners, false, group(3, 0).well());
    var promote = new GroupChange.Promote(id("n4"));
    assertThat(refusal(ChangePlan.of(promote, view, null))).contains("has not caught up");
    var well = new java.util.HashSet<>(view.well());
    well.add(listeners.getFirst().getId());
    var caughtUp = new GroupView(view.leader(), view.voters(), listeners, false, well);
    assertThat(voters(ChangePlan.of(promote, caughtUp, null))).contains("n4-9").hasSize(4);
    well.remove(peer("n3").getId());
    var withSilent = new GroupView(view.leader(), view.voters(), listeners, false, well);
    assertThat(refusal(ChangePlan.of(promote, withSilent, null))).contains("n3");
  }

  @Test
  void one_change_at_a_time() {
    var view = group(3, 0);
    var changing = new GroupView(view.leader(), view.voters(), List.of(), true, view.well());
    assertThat(refusal(remove(changing, "n2"))).contains("under way");
    var wiped = GroupDesk.peer("n2-9", "n2:1");
    assertThat(refusal(ChangePlan.seat(wiped, null, true, changing))).contains("under way");
  }
}
