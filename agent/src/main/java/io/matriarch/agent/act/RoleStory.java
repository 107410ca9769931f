package io.matriarch.agent.act;

import io.matriarch.agent.script.Callback;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import org.jspecify.annotations.Nullable;

/** Which callback an act that has ended calls for. Thread-safe. */
final class RoleStory {
  static final String PRIMARY = "primary";
  static final String REPLICA = "replica";

  private final HookRunner hooks;
  private @Nullable String role;

  RoleStory(HookRunner hooks) {
    this.hooks = hooks;
  }

  /** What the server is, or was when it ran last. */
  static String role(DatabaseSeen seen) {
    return seen.isPrimary() ? PRIMARY : REPLICA;
  }

  /**
   * Tells of it.
   *
   * @param before what was seen before it began
   * @param after what is seen now
   */
  synchronized void ended(
      Decision decision, ActResult result, DatabaseSeen before, DatabaseSeen after) {
    if (!(result instanceof ActResult.Done)) {
      return;
    }
    switch (decision) {
      case Decision.StartPrimary d -> runs(PRIMARY, Callback.ON_START);
      case Decision.StartStandby d -> runs(REPLICA, Callback.ON_START);
      case Decision.RestartPrimary d -> runs(PRIMARY, Callback.ON_RESTART);
      case Decision.RestartStandby d -> runs(REPLICA, Callback.ON_RESTART);
      case Decision.Promote d -> runs(PRIMARY, Callback.ON_ROLE_CHANGE);
      case Decision.Stop d -> stopped(before);
      case Decision.Fence d -> stopped(before);
      case Decision.ApplyParameters d -> hooks.tell(Callback.ON_RELOAD, role(after));
      default -> {}
    }
  }

  /** A server that comes back as something else than it was has changed its role. */
  private void runs(String now, Callback otherwise) {
    var changed = role != null && !role.equals(now);
    role = now;
    hooks.tell(changed ? Callback.ON_ROLE_CHANGE : otherwise, now);
  }

  private void stopped(DatabaseSeen before) {
    if (before.process() != DatabaseSeen.Process.NONE) {
      role = role(before);
      hooks.tell(Callback.ON_STOP, role);
    }
  }
}
