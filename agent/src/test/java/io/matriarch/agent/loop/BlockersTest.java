package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.Explanation;
import io.matriarch.net.api.RaftView;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.Vacancy;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlockersTest {
  private static final MemberId N1 = new MemberId("n1");
  private static final MemberId N2 = new MemberId("n2");
  private static final String REASON = "[n2] may hold acknowledged commits and [n2] do not report";

  /** n1, the last primary, is gone, and so is n2, on which its commits are. */
  private static ClusterView vacant() {
    var members = new TreeMap<MemberId, Member>();
    for (var id : List.of(N1, N2)) {
      members.put(id, new Member(id, MemberKind.DATABASE, "http://h:1", "h:2", Tags.NONE, 1));
    }
    var state =
        new ClusterState(
            1,
            "7",
            members,
            new Epoch(3),
            null,
            new SyncSet(new TreeSet<>(Set.of(N2)), 1),
            2,
            new Vacancy(
                N1, new Epoch(3), null, false, true, null, null, new TreeSet<>(), "n1 was silent"),
            null,
            ClusterConfig.DEFAULT,
            List.of(),
            List.of(),
            List.of());
    return new ClusterView("herd", state, new TreeMap<>(), 0);
  }

  private static RaftView raft(@Nullable String leader, boolean leadsHere) {
    return new RaftView("alive", leader, leadsHere, 1, 1, 1, 0, null);
  }

  private static Explanation.Entry decided(String decision) {
    return new Explanation.Entry("2026-11-22T04:00:00Z", "ElectPrimary", decision, REASON, 1);
  }

  @Test
  void the_raft_leader_gives_the_coordinators_reason() {
    var held = Blockers.of(vacant(), raft("n3", true), List.of(decided("Hold")));

    assertThat(held)
        .containsExactly("nobody is primary: n1 was silent", "the election waits: " + REASON);
  }

  @Test
  void a_coordinator_that_acts_holds_nothing_up() {
    var acting =
        Blockers.of(vacant(), raft("n3", true), List.of(decided("AssignPrimary"), decided("Hold")));

    assertThat(acting).containsExactly("nobody is primary: n1 was silent");
  }

  @Test
  void any_other_agent_says_what_the_reports_tell_and_whom_to_ask() {
    assertThat(Blockers.of(vacant(), raft("n3", false), List.of()))
        .containsExactly(
            "nobody is primary: n1 was silent",
            "the election waits: acknowledged commits may be on [n1, n2] only; n3, the Raft"
                + " leader, can say more");
  }

  @Test
  void without_a_raft_leader_nobody_can_be_asked() {
    assertThat(Blockers.of(vacant(), raft(null, false), List.of()))
        .anyMatch(b -> b.startsWith("there is no Raft leader"))
        .anyMatch(b -> b.endsWith("may be on [n1, n2] only"));
  }
}
