package io.matriarch.raft.codec;

import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;

/** The answer of the state machine on its way back to whoever proposed. */
public final class ReplyCodec {
  private static final String DONE = "Done";
  private static final String REFUSED = "Refused";

  /** Reason as text: a newer Raft leader may know more reasons than this agent. */
  record RefusedBody(String reason, String detail) {}

  private ReplyCodec() {}

  public static byte[] encode(Reply reply) {
    return switch (reply) {
      case Reply.Done done -> Envelope.seal(DONE, done);
      case Reply.Refused r ->
          Envelope.seal(REFUSED, new RefusedBody(r.reason().name(), r.detail()));
    };
  }

  /**
   * A reason that this agent does not know becomes {@link Reason#UNKNOWN_FORMAT} with its name in
   * the detail: refused it was in any case.
   *
   * @throws FormatException if {@code bytes} are no reply
   */
  public static Reply decode(byte[] bytes) throws FormatException {
    var envelope = Envelope.open(bytes);
    return switch (envelope.type()) {
      case DONE -> new Reply.Done();
      case REFUSED -> refused(envelope.read(RefusedBody.class));
      default -> throw new FormatException("no reply is called " + envelope.type());
    };
  }

  private static Reply refused(RefusedBody body) {
    for (var reason : Reason.values()) {
      if (reason.name().equals(body.reason)) {
        return new Reply.Refused(reason, body.detail);
      }
    }
    return new Reply.Refused(Reason.UNKNOWN_FORMAT, body.reason + ": " + body.detail);
  }
}
