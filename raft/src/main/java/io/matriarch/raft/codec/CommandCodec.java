package io.matriarch.raft.codec;

import io.matriarch.statemachine.command.Command;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Commands as log entries. */
public final class CommandCodec {
  /** The names on disk are the names of the records; renaming a record breaks the golden files. */
  static final Map<String, Class<? extends Command>> TYPES =
      List.of(
              Command.RegisterMember.class,
              Command.RemoveMember.class,
              Command.RaiseLevel.class,
              Command.BeginBootstrap.class,
              Command.CompleteBootstrap.class,
              Command.AssignPrimary.class,
              Command.RevokeLease.class,
              Command.ChangeSync.class,
              Command.ReserveTimeline.class,
              Command.RecordLoss.class,
              Command.RecordHook.class,
              Command.RenewLease.class,
              Command.ExpireLease.class,
              Command.ReleaseLease.class,
              Command.ConfirmPrimary.class,
              Command.ChangeConfig.class,
              Command.ScheduleSwitchover.class,
              Command.UnscheduleSwitchover.class,
              Command.RequestOperation.class,
              Command.ChooseCandidate.class,
              Command.CancelOperation.class)
          .stream()
          .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

  private CommandCodec() {}

  /** UTF-8 JSON; equal commands have equal bytes. */
  public static byte[] encode(Command command) {
    return Envelope.seal(command.getClass().getSimpleName(), command);
  }

  /** Never throws. A command that has a part which is not known here is not known. */
  public static DecodedCommand decode(byte[] bytes) {
    Envelope envelope;
    try {
      envelope = Envelope.of(bytes);
    } catch (FormatException e) {
      return new DecodedCommand.Noise(String.valueOf(e.getMessage()));
    }
    if (envelope.isLater()) {
      return new DecodedCommand.Unknown(envelope.laterFormat());
    }
    var type = TYPES.get(envelope.type());
    if (type == null) {
      return new DecodedCommand.Unknown("no command is called " + envelope.type());
    }
    try {
      return new DecodedCommand.Known(envelope.readAll(type));
    } catch (FormatException e) {
      return new DecodedCommand.Unknown(String.valueOf(e.getMessage()));
    }
  }
}
