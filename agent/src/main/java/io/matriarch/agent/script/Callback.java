package io.matriarch.agent.script;

/** When the operator's commands are told of what happened. */
public enum Callback {
  ON_START,
  ON_STOP,
  ON_RESTART,
  ON_RELOAD,
  ON_ROLE_CHANGE;

  /** As the configuration calls it, and as the command is told. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
