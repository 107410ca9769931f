package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.C;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static io.matriarch.statemachine.node.NodeFixture.report;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.Tags;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SyncTargetTest {
  /** Both stream, and have all. */
  private static NodeFixture primary() {
    var node =
        aNode()
            .configured("synchronous_mode", new ConfigValue.Text("quorum"))
            .holding()
            .primary()
            .answering(a -> a.streams(B, 1000).streams(C, 1000));
    for (var id : List.of(B, C)) {
      node.hears(report(id, ServerRole.STANDBY, ServerState.STREAMING, at(1, 1000)).make());
    }
    return node;
  }

  private static Iterable<MemberId> waitedFor(NodeFixture node) {
    var seen = node.seen();
    var target = SyncTarget.of(seen, Objects.requireNonNull(seen.database().answer()));
    return Objects.requireNonNull(target.promise()).standbys();
  }

  @Test
  void commits_wait_for_who_streams() {
    assertThat(waitedFor(primary())).containsExactly(B, C);
  }

  /** A commit that only such a one has is lost with the primary, or it may not be promoted. */
  @Test
  void commits_wait_for_nobody_whose_tags_forbid_it() {
    var nosync = new Tags(false, 1, false, true, 1, false, new TreeMap<>());
    var nofailover = new Tags(true, 1, false, false, 1, false, new TreeMap<>());

    assertThat(waitedFor(primary().tagged(B, nosync))).containsExactly(C);
    assertThat(waitedFor(primary().tagged(B, nofailover))).containsExactly(C);
    assertThat(waitedFor(primary().tagged(B, "nostream", "true"))).containsExactly(C);
    assertThat(waitedFor(primary().tagged(B, "replicatefrom", "c"))).containsExactly(C);
  }
}
