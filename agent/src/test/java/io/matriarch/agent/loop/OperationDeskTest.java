package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.OperationReply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationDeskTest {
  private static final MemberId N1 = new MemberId("n1");

  private static OperationReply ended(Operation.Kind kind, boolean succeeded, String detail)
      throws Exception {
    var desk = new OperationDesk();
    var reply = desk.await("o1", Duration.ofSeconds(10)).toCompletableFuture();
    var e = ClusterState.EMPTY;
    var finished = new FinishedOperation("o1", kind, succeeded, N1, null, detail);
    desk.applied(
        new ClusterState(
            e.featureLevel(),
            e.systemIdentifier(),
            e.members(),
            e.epoch(),
            null,
            null,
            1,
            null,
            null,
            e.config(),
            List.of(),
            List.of(),
            List.of(finished)));
    return reply.get();
  }

  @Test
  void a_failover_that_could_lose_commits_is_refused_with_the_coordinators_reason()
      throws Exception {
    var why = "n2 cannot be promoted without the risk of losing commits";

    assertThat(ended(Operation.Kind.FAILOVER, false, why))
        .isEqualTo(new OperationReply.Refused(412, why));
  }

  @Test
  void a_switchover_that_was_put_back_may_be_tried_again() throws Exception {
    assertThat(ended(Operation.Kind.SWITCHOVER, false, "n2 was too slow"))
        .isEqualTo(new OperationReply.Refused(503, "n2 was too slow"));
    assertThat(ended(Operation.Kind.SWITCHOVER, true, "n2 is primary"))
        .isEqualTo(new OperationReply.Done("o1", "n2 is primary"));
  }
}
