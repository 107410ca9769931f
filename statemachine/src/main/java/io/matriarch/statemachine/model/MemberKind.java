package io.matriarch.statemachine.model;

/** What runs on a member's node. */
public enum MemberKind {
  /** Agent and PostgreSQL; votes. */
  DATABASE,
  /** Agent without PostgreSQL; votes. */
  WITNESS,
  /** Agent and PostgreSQL, for reads; neither votes, nor is promoted, nor waited for by commits. */
  OBSERVER
}
