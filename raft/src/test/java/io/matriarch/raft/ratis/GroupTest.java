package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.GroupMember;
import io.matriarch.raft.ProposeResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTest {
  @TempDir Path directory;

  @Test
  void every_member_may_propose_and_all_apply_the_same() throws Exception {
    try (var group = TestGroup.started(directory)) {
      long version = 1;
      for (var id : group.peers().keySet()) {
        assertThat(group.propose(id, TestGroup.config(version, id.value())))
            .isInstanceOf(ProposeResult.Committed.class);
        version++;
      }

      for (var id : group.peers().keySet()) {
        group.awaitConfigVersion(id, version);
        assertThat(group.log(id).flushTimes().count()).as("flushes of " + id).isPositive();
        assertThat(group.log(id).flushTimes().maxNanos()).isPositive();
      }
      var seen = group.log(group.awaitLeader()).members();
      assertThat(seen)
          .extracting(GroupMember::name)
          .containsExactlyElementsOf(group.peers().keySet());
      assertThat(seen)
          .extracting(GroupMember::address)
          .containsExactlyElementsOf(group.peers().values());
      assertThat(seen).allMatch(GroupMember::voter).allMatch(m -> m.commitIndex() > 0);
      assertThat(group.log(TestGroup.member(1)).applied().state())
          .isEqualTo(group.log(TestGroup.member(3)).applied().state());
    }
  }
}
