package io.matriarch.statemachine.node;

import static io.matriarch.statemachine.node.NodeFixture.A;
import static io.matriarch.statemachine.node.NodeFixture.B;
import static io.matriarch.statemachine.node.NodeFixture.NOW;
import static io.matriarch.statemachine.node.NodeFixture.aNode;
import static io.matriarch.statemachine.node.NodeFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Lsn;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final LostWal LOST = new LostWal(at(1, 800), new Lsn(900), 100, 3, "3 rows", "/k");

  private static NodeFixture rewound(@Nullable LostWal lost) {
    var node = aNode().whileOtherIsPrimary(B).stopped();
    var rewind = new Decision.Rewind(B, "b:5432", "test");
    return node.running(rewind)
        .remembering(
            m -> m.afterEnd(rewind, new ActResult.Done("done", null, lost), node.state(), NOW));
  }

  @Test
  void node_asks_the_cluster_to_record_what_its_rewind_destroyed() {
    var node = rewound(LOST);
    var epoch = node.state().epoch();

    assertThat(node.wants(null))
        .isEqualTo(
            new Command.RecordLoss(
                new Loss(epoch, A, at(1, 800), new Lsn(900), 100, 3, "3 rows", "/k")));
  }

  @Test
  void recorded_account_is_not_asked_for_again_and_forgotten() {
    var node = rewound(LOST);
    node.applied(Objects.requireNonNull(node.wants(null)));

    assertThat(node.wants(null)).isNull();
    var after = node.seen().memory().afterLook(node.seen().database(), node.state(), false, NOW);
    assertThat(after.destroyed()).isNull();
  }

  @Test
  void rewind_that_destroyed_nothing_asks_for_nothing() {
    assertThat(rewound(null).wants(null)).isNull();
  }
}
