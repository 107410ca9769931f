package io.matriarch.raft.codec;

import io.matriarch.statemachine.command.Command;

/** What came out of a log entry. */
public sealed interface DecodedCommand {
  /** A command of this version. */
  record Known(Command command) implements DecodedCommand {}

  /**
   * A later agent's command. Who knows it carries it out, so that nobody else can go on.
   *
   * @param why what was found, for people
   */
  record Unknown(String why) implements DecodedCommand {}

  /**
   * No version's command: damage that passed every checksum, or a stranger's. Every member of every
   * version refuses it.
   *
   * @param why what was found, for people
   */
  record Noise(String why) implements DecodedCommand {}
}
