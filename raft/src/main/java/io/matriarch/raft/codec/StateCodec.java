package io.matriarch.raft.codec;

import io.matriarch.statemachine.model.ClusterState;

/** The whole state as a snapshot. */
public final class StateCodec {
  private static final String TYPE = "ClusterState";

  private StateCodec() {}

  /** UTF-8 JSON; equal states have equal bytes. */
  public static byte[] encode(ClusterState state) {
    return Envelope.seal(TYPE, state);
  }

  /**
   * @throws FormatException if {@code bytes} are no snapshot of a version known here; there is no
   *     safe state to go on with
   */
  public static ClusterState decode(byte[] bytes) throws FormatException {
    var envelope = Envelope.open(bytes);
    if (!envelope.type().equals(TYPE)) {
      throw new FormatException("expected a " + TYPE + ", found a " + envelope.type());
    }
    return envelope.read(ClusterState.class);
  }
}
