package io.matriarch.raft.ratis;

import io.matriarch.statemachine.model.MemberId;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/**
 * A Raft peer id: a member's name and its incarnation, for example {@code n1-5f3a9c21}.
 *
 * <p>A member that starts without its log gets a new incarnation, drawn at random, so that an id
 * which may have voted never votes again with its vote forgotten (Raft dissertation, 3.8). A
 * counter would not do: whoever lost the disk has lost the counter too.
 */
record PeerName(MemberId member, String incarnation) {
  private static final SecureRandom RANDOM = new SecureRandom();

  static PeerName mint(MemberId member) {
    var bytes = new byte[4];
    RANDOM.nextBytes(bytes);
    return new PeerName(member, HexFormat.of().formatHex(bytes));
  }

  static PeerName parse(String id) {
    int dash = id.lastIndexOf('-');
    if (dash < 1) {
      throw new IllegalArgumentException("'" + id + "' is not a member's name and incarnation");
    }
    return new PeerName(new MemberId(id.substring(0, dash)), id.substring(dash + 1));
  }

  /** The member behind a Ratis id; empty where there is none or it is no id of ours. */
  static Optional<MemberId> memberOf(@Nullable RaftPeerId id) {
    if (id == null) {
      return Optional.empty();
    }
    var text = id.toString();
    int dash = text.lastIndexOf('-');
    return dash > 0 && MemberId.isValid(text.substring(0, dash))
        ? Optional.of(new MemberId(text.substring(0, dash)))
        : Optional.empty();
  }

  RaftPeerId id() {
    return RaftPeerId.valueOf(toString());
  }

  @Override
  public String toString() {
    return member + "-" + incarnation;
  }
}
