package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.TimelineHistory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer in the making, from another. */
final class AnswerFixture {
  private final SqlAnswer from;
  private boolean receiving;
  private boolean endKnown;
  private String upstream;
  private String slot;
  private boolean checkpointerIdle;
  private int newestTimeline;
  private String commitRule;
  private String commitRuleOnDisk;
  private final List<SqlAnswer.Replica> replicas;
  private @Nullable TimelineHistory reached;

  AnswerFixture(SqlAnswer from) {
    this.from = from;
    receiving = from.receiving();
    endKnown = from.endKnown();
    checkpointerIdle = from.checkpointerIdle();
    upstream = from.upstream();
    slot = from.slot();
    newestTimeline = from.newestTimeline();
    commitRule = from.commitRule();
    commitRuleOnDisk = from.commitRuleOnDisk();
    replicas = new ArrayList<>(from.replicas());
    reached = from.reached();
  }

  /** A record of which it has a part begins where it left its ancestors. */
  AnswerFixture reached(TimelineHistory now) {
    reached = now;
    return this;
  }

  AnswerFixture cut() {
    receiving = false;
    upstream = "";
    return this;
  }

  AnswerFixture receiving(boolean now) {
    receiving = now;
    return this;
  }

  AnswerFixture endUnknown() {
    endKnown = false;
    return this;
  }

  AnswerFixture checkpointerBusy() {
    checkpointerIdle = false;
    return this;
  }

  AnswerFixture newestTimeline(int now) {
    newestTimeline = now;
    return this;
  }

  /** Set by somebody else, in a file that is not the agent's. */
  AnswerFixture foreignRule(String now) {
    commitRule = now;
    commitRuleOnDisk = "";
    return this;
  }

  AnswerFixture rule(String now) {
    commitRule = now;
    commitRuleOnDisk = now;
    return this;
  }

  AnswerFixture ruleOnDisk(String now) {
    commitRuleOnDisk = now;
    return this;
  }

  AnswerFixture streams(MemberId standby, long flushed) {
    var at = new Lsn(flushed);
    replicas.add(
        new SqlAnswer.Replica(standby.value(), "10.0.0.1", "streaming", "async", at, at, at));
    return this;
  }

  AnswerFixture slot(String now) {
    slot = now;
    return this;
  }

  SqlAnswer make() {
    return new SqlAnswer(
        from.inRecovery(),
        from.position(),
        from.replayed(),
        from.replayPaused(),
        from.streaming(),
        receiving,
        from.silentMillis(),
        endKnown,
        newestTimeline,
        upstream,
        from.history(),
        reached,
        from.checkpointed(),
        checkpointerIdle,
        commitRule,
        commitRuleOnDisk,
        replicas,
        from.serverVersion(),
        from.pendingRestart(),
        slot);
  }
}
