package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.ratis.PeerSurvey.Answer;
import java.util.List;
import java.util.Set;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Whose word a member takes that it is none any more: it stays away for good then. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExclusionTest {
  private static final RaftPeer N1 = GroupDesk.peer("n1-1", "n1:1");
  private static final RaftPeerId N3 = RaftPeerId.valueOf("n3-1");

  @Test
  void raft_leader_that_knows_of_it_and_goes_on_without_it_is_believed() {
    assertThat(word(true, false, 10).excludes(N3, 5)).isTrue();
    assertThat(word(true, false, 10).excludes(N3, -1)).isTrue();
    assertThat(word(true, false, 10).excludes(N1.getId(), 5)).isFalse();
  }

  @Test
  void deposed_leader_that_never_heard_of_it_is_not_believed() {
    assertThat(word(true, false, 10).excludes(N3, 11)).isFalse();
  }

  @Test
  void change_that_is_under_way_is_no_fact_yet() {
    assertThat(word(true, true, 10).excludes(N3, 5)).isFalse();
  }

  @Test
  void follower_is_not_believed() {
    assertThat(word(false, false, 10).excludes(N3, 5)).isFalse();
  }

  private static Answer.Formed word(boolean leads, boolean changing, long commitIndex) {
    var view = new GroupView(N1.getId(), List.of(N1), List.of(), changing, Set.of(N1.getId()));
    return new Answer.Formed(N1.getId(), view, leads, commitIndex);
  }
}
