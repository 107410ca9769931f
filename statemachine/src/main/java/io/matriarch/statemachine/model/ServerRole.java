package io.matriarch.statemachine.model;

/** What a PostgreSQL server is, as it says itself. */
public enum ServerRole {
  /** It takes writes. */
  PRIMARY,
  /** It is in recovery. */
  STANDBY,
  /** It does not answer, or there is none. */
  NONE
}
