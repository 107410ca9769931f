package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.command.Reason.INVALID_CONFIG;
import static io.matriarch.statemachine.command.Reason.STALE_CONFIG;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigRules;

/** How the dynamic configuration changes, and what a pause does to the lease. */
final class ConfigTransitions {
  private ConfigTransitions() {}

  static Applied change(ClusterState state, Command.ChangeConfig c) {
    var now = state.config();
    if (now.version() != c.expectedVersion()) {
      var repeated = now.version() == c.expectedVersion() + 1 && now.tree().equals(c.tree());
      return repeated
          ? Applied.done(state)
          : Applied.refused(state, STALE_CONFIG, "version " + now.version());
    }
    var problems = ConfigRules.validate(c.tree());
    if (!problems.isEmpty()) {
      return Applied.refused(state, INVALID_CONFIG, problems.getFirst().toString());
    }
    var changed = new ClusterConfig(now.version() + 1, c.tree());
    var edit = new StateEdit(state);
    if (StandbyTransitions.changesSides(state, changed)) {
      var refused = StandbyTransitions.refusal(state, changed);
      if (refused != null) {
        return refused;
      }
      StandbyTransitions.change(state, changed, c.by(), edit);
    }
    var lease = state.lease();
    if (changed.paused() && lease != null) {
      // Only the holder's own next bounded renewal closes it again: until then nobody may count
      // time against a holder that may not have heard of the resume.
      // Counted as a renewal, so that one sent before the pause is refused whenever it arrives.
      edit.touched(lease.renewed(lease.ttl(), true, lease.position()));
    }
    return edit.config(changed, c.by(), c.atEpochMillis()).done();
  }
}
