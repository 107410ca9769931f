package io.matriarch.chaos.simulation.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.matriarch.raft.codec.CommandCodec;
import io.matriarch.raft.codec.DecodedCommand;
import io.matriarch.raft.codec.FormatException;
import io.matriarch.raft.codec.StateCodec;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One command of the log, with what it made of the state before it. What its bytes are read as does
 * not change, so they are written and read once, by the first member that needs them.
 */
final class Entry {
  private static final byte[] NONE = {};
  private static final Pattern RECORD =
      Pattern.compile("(\"(?:body|lease|sync|vacancy|operation|position|floor)\":\\{)");
  private static final String LATER = "$1\"ofALaterVersion\":{\"some\":[1,null,\"text\"]},";

  private final long term;
  private final @Nullable Command command;
  private final byte[] bytes;
  private final ClusterState after;
  private final @Nullable Applied applied;
  private @Nullable Command onDisk;
  private @Nullable ClusterState snapshot;

  private Entry(
      long term,
      @Nullable Command command,
      @Nullable Applied applied,
      byte[] bytes,
      ClusterState after) {
    this.term = term;
    this.command = command;
    this.applied = applied;
    this.bytes = bytes;
    this.after = after;
  }

  static Entry known(long term, Command command, Applied applied) {
    return new Entry(term, command, applied, NONE, applied.state());
  }

  /**
   * @param bytes what no agent can read
   * @param state before it, and so after it
   */
  static Entry unknown(long term, byte[] bytes, ClusterState state) {
    return new Entry(term, null, null, bytes, state);
  }

  long term() {
    return term;
  }

  /** The state after it. */
  ClusterState state() {
    return after;
  }

  /** What agents of this version know it to be; null where they cannot read it. */
  @Nullable Command command() {
    return command;
  }

  /** What came of it; only of what is known. */
  Applied applied() {
    return Objects.requireNonNull(applied);
  }

  /**
   * Every second term is led by an agent of a later version: records in its snapshots have
   * something that this one does not know, and reads past.
   */
  private byte[] written(byte[] bytes) {
    return term % 2 == 0
        ? bytes
        : RECORD.matcher(new String(bytes, UTF_8)).replaceAll(LATER).getBytes(UTF_8);
  }

  /** The command as a restarted member reads it from its log; null where it cannot. */
  @Nullable Command onDisk() {
    if (onDisk == null) {
      onDisk = command == null ? read(bytes) : sure(read(CommandCodec.encode(command)));
    }
    return onDisk;
  }

  private static @Nullable Command read(byte[] bytes) {
    return switch (CommandCodec.decode(bytes)) {
      case DecodedCommand.Known read -> read.command();
      case DecodedCommand.Unknown unknown -> null;
      case DecodedCommand.Noise noise -> null;
    };
  }

  private static Command sure(@Nullable Command command) {
    if (command == null) {
      throw new IllegalStateException("this version cannot read what it wrote");
    }
    return command;
  }

  /** The state after it as a snapshot of it is read. */
  ClusterState snapshot() {
    var known = snapshot;
    if (known == null) {
      try {
        known = StateCodec.decode(written(StateCodec.encode(after)));
      } catch (FormatException e) {
        throw new IllegalStateException(e);
      }
      snapshot = known;
    }
    return known;
  }
}
