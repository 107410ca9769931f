package io.matriarch.chaos.simulation.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.matriarch.raft.codec.CommandCodec;
import io.matriarch.raft.codec.DecodedCommand;
import io.matriarch.raft.codec.FormatException;
import io.matriarch.raft.codec.StateCodec;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One command of the log, with what it made of the state before it. What its bytes are read as does
 * not change, so they are written and read once, by the first member that needs them.
 */
final class Entry {
  private static final Pattern RECORD =
      Pattern.compile("(\"(?:body|lease|sync|vacancy|operation|position|floor)\":\\{)");
  private static final String LATER = "$1\"ofALaterVersion\":{\"some\":[1,null,\"text\"]},";

  private final long term;
  private final Command command;
  private final Applied applied;
  private @Nullable Command onDisk;
  private @Nullable ClusterState snapshot;

  Entry(long term, Command command, Applied applied) {
    this.term = term;
    this.command = command;
    this.applied = applied;
  }

  long term() {
    return term;
  }

  Command command() {
    return command;
  }

  Applied applied() {
    return applied;
  }

  /**
   * Every second term is led by an agent of a later version: its records have something that this
   * one does not know, and reads past.
   */
  private byte[] written(byte[] bytes) {
    return term % 2 == 0
        ? bytes
        : RECORD.matcher(new String(bytes, UTF_8)).replaceAll(LATER).getBytes(UTF_8);
  }

  /** The command as a restarted member reads it from its log. */
  Command onDisk() {
    var known = onDisk;
    if (known == null) {
      known =
          switch (CommandCodec.decode(written(CommandCodec.encode(command)))) {
            case DecodedCommand.Known read -> read.command();
            case DecodedCommand.Unknown unknown -> throw new IllegalStateException(unknown.why());
          };
      onDisk = known;
    }
    return known;
  }

  /** The state after it as a snapshot of it is read. */
  ClusterState snapshot() {
    var known = snapshot;
    if (known == null) {
      try {
        known = StateCodec.decode(written(StateCodec.encode(applied.state())));
      } catch (FormatException e) {
        throw new IllegalStateException(e);
      }
      snapshot = known;
    }
    return known;
  }
}
