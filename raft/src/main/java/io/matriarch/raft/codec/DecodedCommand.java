package io.matriarch.raft.codec;

import io.matriarch.statemachine.command.Command;

/** What came out of a log entry. */
public sealed interface DecodedCommand {
  /** A command of this version. */
  record Known(Command command) implements DecodedCommand {}

  /**
   * A newer agent's command, or damage that passed every checksum; to be refused, not carried out.
   *
   * @param why what was found, for people
   */
  record Unknown(String why) implements DecodedCommand {}
}
