package io.matriarch.net.api;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigProblem;
import java.util.List;

/** What became of a change of the dynamic configuration. */
public sealed interface ConfigReply {
  record Changed(ClusterConfig config) implements ConfigReply {}

  /** Nothing was changed. */
  record Invalid(List<ConfigProblem> problems) implements ConfigReply {}

  /** Another change came first: read again. */
  record Conflict(ClusterConfig now) implements ConfigReply {}

  /** Not done, for another reason. */
  record Refused(String message) implements ConfigReply {}

  /** Nobody can say: look before you retry. */
  record Unknown(String message) implements ConfigReply {}
}
