package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import io.matriarch.statemachine.transition.Transitions;

/**
 * The state machine is the last line: whoever asks, a command that is wrong for the state is
 * refused for the right reason and changes nothing, and a timeline's number is given out once. Put
 * to the states that the log comes to, beside the log.
 */
final class WrongCommandIsRefused implements Invariant {
  /** Of renewals only some: the states between them hardly differ. */
  private static final int RENEWALS = 8;

  private final Scene scene;
  private long renewals;

  WrongCommandIsRefused(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (!scene.tempted() || command instanceof Command.RenewLease && ++renewals % RENEWALS != 0) {
      return;
    }
    var state = applied.state();
    for (var temptation : Temptations.of(state)) {
      var result = Transitions.apply(state, temptation.command());
      Scene.require(
          result.reply() instanceof Reply.Refused refused
              && refused.reason() == temptation.reason()
              && result.state().equals(state)
              && result.events().isEmpty(),
          this,
          () ->
              "expected %s of %s, found %s, with %s"
                  .formatted(temptation.reason(), temptation.command(), result.reply(), state));
      scene.world().tally().count("temptation", temptation.reason().name());
    }
    reserved(state);
  }

  private void reserved(ClusterState state) {
    var lease = state.lease();
    if (lease != null && !state.followsAnother()) {
      var reserve = new Command.ReserveTimeline(lease.holder(), lease.epoch(), lease.timeline());
      var after = Transitions.apply(state, reserve).state();
      Scene.require(
          after.timelines() > state.timelines(),
          this,
          () -> "number %d is given out twice".formatted(after.timelines()));
    }
  }
}
