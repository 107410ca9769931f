package io.matriarch.statemachine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a report that says what a node has and does besides its role.
 *
 * @param slots replication slots of the server, by name; null where they were not seen yet
 * @param copying how far the copy is that this node is being made from; null where none runs
 * @param hooks the last few commands of the operator's that were run, oldest first
 * @param unwilling why it does not want to be promoted now; null where it would
 * @param drained nothing shall depend on it: no role, no commit
 */
public record NodeDetail(
    @Nullable List<SlotSeen> slots,
    @Nullable CopyProgress copying,
    List<HookResult> hooks,
    @Nullable String unwilling,
    boolean drained) {
  public static final NodeDetail NONE = new NodeDetail(null, null, List.of(), null, false);

  public NodeDetail {
    slots = slots == null ? null : List.copyOf(slots);
    hooks = List.copyOf(hooks);
  }

  /** The same of a node that does not want to be promoted now. */
  public NodeDetail withUnwilling(@Nullable String why) {
    return new NodeDetail(slots, copying, hooks, why, drained);
  }

  /** The same of a node that is being drained, or is not. */
  public NodeDetail withDrained(boolean now) {
    return new NodeDetail(slots, copying, hooks, unwilling, now);
  }

  /** The same without what changes all the time. */
  public NodeDetail still() {
    return new NodeDetail(
        slots == null
            ? null
            : slots.stream()
                .map(
                    s ->
                        new SlotSeen(
                            s.name(), s.logical(), s.active(), null, null, s.walStatus(), 0))
                .toList(),
        null,
        hooks,
        unwilling,
        drained);
  }
}
