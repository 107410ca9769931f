package io.matriarch.statemachine.model;

/** What runs on a member's node. */
public enum MemberKind {
  /** Agent and PostgreSQL; votes. */
  DATABASE,
  /** Agent without PostgreSQL; votes. */
  WITNESS
}
