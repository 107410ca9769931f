package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.NodeDetail;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SlotSeen;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report in the making. */
public final class ReportFixture {
  private final MemberId id;
  private final ServerRole role;
  private final ServerState state;
  private final @Nullable WalPosition position;
  private @Nullable TimelineHistory history;
  private boolean checkpointed;
  private Epoch heldEpoch = Epoch.NONE;
  private boolean streamBroken;
  private Epoch promised = Epoch.NONE;
  private @Nullable String readyFor;
  private boolean stopping;
  private long appliedIndex = 100;
  private @Nullable String system = NodeFixture.SYSTEM;
  private @Nullable NodeDetail detail;
  private @Nullable String upstream;

  public ReportFixture(
      MemberId id, ServerRole role, ServerState state, @Nullable WalPosition position) {
    this.id = id;
    this.role = role;
    this.state = state;
    this.position = position;
  }

  public ReportFixture history(TimelineHistory now) {
    history = now;
    return this;
  }

  public ReportFixture checkpointed(boolean now) {
    checkpointed = now;
    return this;
  }

  public ReportFixture heldEpoch(Epoch now) {
    heldEpoch = now;
    return this;
  }

  public ReportFixture streamBroken() {
    streamBroken = true;
    return this;
  }

  public ReportFixture promised(Epoch now) {
    promised = now;
    return this;
  }

  public ReportFixture readyFor(String operation) {
    readyFor = operation;
    return this;
  }

  public ReportFixture stopping() {
    stopping = true;
    return this;
  }

  public ReportFixture appliedIndex(long now) {
    appliedIndex = now;
    return this;
  }

  public ReportFixture system(@Nullable String now) {
    system = now;
    return this;
  }

  public ReportFixture upstream(String now) {
    upstream = now;
    return this;
  }

  /** Nothing shall depend on it. */
  public ReportFixture drained() {
    detail = NodeDetail.NONE.withDrained(true);
    return this;
  }

  /** It has these physical slots, kept from byte 500 on. */
  public ReportFixture slots(String... names) {
    return slots(
        Arrays.stream(names)
            .map(n -> new SlotSeen(n, false, true, new Lsn(500), null, "reserved", 0))
            .toList());
  }

  public ReportFixture slots(List<SlotSeen> slots) {
    detail = new NodeDetail(slots, null, List.of(), null, false);
    return this;
  }

  public MemberReport make() {
    return new MemberReport(
        id,
        7,
        appliedIndex,
        role,
        state,
        position,
        role == ServerRole.STANDBY && position != null ? position.lsn() : null,
        history,
        checkpointed,
        upstream,
        streamBroken,
        promised,
        system,
        150018,
        List.of(),
        null,
        heldEpoch,
        readyFor,
        stopping,
        false,
        "test",
        null,
        null,
        detail);
  }
}
