package io.matriarch.raft;

import io.matriarch.statemachine.model.MemberId;

/** A change of who is in the group, as an operator asks for it; one at a time. */
public sealed interface GroupChange {
  MemberId name();

  /**
   * Takes in an agent that waits at an address.
   *
   * @param voter false for an observer
   */
  record Add(MemberId name, String address, boolean voter) implements GroupChange {}

  /** The group goes on without this member. */
  record Remove(MemberId name) implements GroupChange {}

  /** A node that is lost gives its name to an agent that waits at another address. */
  record Replace(MemberId name, String address) implements GroupChange {}

  /** An observer gets a vote. */
  record Promote(MemberId name) implements GroupChange {}
}
