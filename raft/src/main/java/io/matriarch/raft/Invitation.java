package io.matriarch.raft;

import java.util.List;

/**
 * How a node that is no member yet finds the group and is let in, by other ways than Raft ports.
 * Its methods block, for some seconds at most.
 */
public interface Invitation {
  /** None: the group is asked on its Raft ports alone, and a certificate is what lets in. */
  Invitation NONE = new Invitation() {};

  /** What a member said of the group. */
  sealed interface Directions {
    /** Raft addresses of its members. */
    record Found(List<String> addresses) implements Directions {}

    /** This node does not belong there; trying again changes nothing. */
    record Wrong(String why) implements Directions {}
  }

  /** What came of asking to be let in. */
  sealed interface Answer {
    /** Let in, or on its way to be. */
    record Welcome() implements Answer {}

    /** Trying again changes nothing until somebody changes something else. */
    record Refused(String why) implements Answer {}

    /** Not now. */
    record Later(String why) implements Answer {}
  }

  /** Where the members are, as far as anybody tells. */
  default Directions directions() {
    return new Directions.Found(List.of());
  }

  /** True where {@link #knock} may be of use. */
  default boolean opens() {
    return false;
  }

  /** Asks a member to take this node in. */
  default Answer knock() {
    return new Answer.Later("there is no token to show");
  }
}
