package io.matriarch.statemachine.command;

/** Why a command was refused: countable, testable, translatable. */
public enum Reason {
  STALE_EPOCH("another assignment of the primary role came first"),
  NOT_THE_HOLDER("this member does not hold the primary lease"),
  LEASE_HELD("a primary holds the lease"),
  LEASE_RENEWED("the lease was renewed meanwhile"),
  LEASE_OPEN_ENDED(
      "the lease was left open by a pause; its holder must come back or be declared dead"),
  UNKNOWN_MEMBER("no such member is registered"),
  NOT_PROMOTABLE("the member's tags or kind forbid its promotion"),
  ALREADY_PRIMARY("the candidate is the primary already"),
  NOT_INITIALIZED("the cluster has no database yet"),
  ALREADY_INITIALIZED("the cluster has its database already"),
  OPERATION_RUNNING("another operation is running"),
  NO_SUCH_OPERATION("no such operation is running"),
  WRONG_PHASE("the operation is past the point where this is possible"),
  NO_PRIMARY("there is no primary to hand over from"),
  STALE_CONFIG("the configuration was changed by another meanwhile"),
  INVALID_CONFIG("the configuration is not valid"),
  MIGHT_LOSE_COMMITS("a member that may hold acknowledged commits was not heard"),
  NOT_SYNCHRONOUS("commits of the primary wait for nobody"),
  STALE_SYNC("the synchronous standbys were changed by another meanwhile"),
  NOT_SCHEDULED("no such switchover is scheduled"),
  PAUSED("the cluster is paused"),
  OLDER_MEMBER("a member's agent would not understand it"),
  UNKNOWN_FORMAT("the command's format is not known here");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** One sentence for people, without a full stop. */
  public String text() {
    return text;
  }
}
