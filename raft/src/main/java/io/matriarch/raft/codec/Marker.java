package io.matriarch.raft.codec;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this member must still find in its Raft directory when it starts again. Ratis itself starts
 * empty, and with a vote, where its files were lost; this tells that apart from a first start.
 *
 * @param scope the cluster the directory belongs to
 * @param peer this member's id in the group: name and incarnation
 * @param phase how far its membership is
 * @param group its members when this was written, peer id to {@code host:port}; empty where the log
 *     has yet to tell
 * @param term of {@code index}
 * @param index the log reaches at least this far
 */
public record Marker(
    String scope,
    String peer,
    Phase phase,
    SortedMap<String, String> group,
    long term,
    long index) {
  /** How far a membership is. */
  public enum Phase {
    /**
     * Never a member under any id, as far as this disk knows; may take part in forming the group.
     */
    FRESH,
    /** Was a member and lost its data; may only join a group that exists. */
    REJOINING,
    /** Takes part under its id. */
    MEMBER,
    /** The group went on without it: it stays away until its directory was emptied. */
    REMOVED
  }

  private static final String TYPE = "Marker";

  public Marker {
    group = Collections.unmodifiableSortedMap(new TreeMap<>(group));
  }

  public byte[] encode() {
    return Envelope.seal(TYPE, this);
  }

  /**
   * @throws FormatException if {@code bytes} are no marker known here
   */
  public static Marker decode(byte[] bytes) throws FormatException {
    var envelope = Envelope.open(bytes);
    if (!envelope.type().equals(TYPE)) {
      throw new FormatException("expected a " + TYPE + ", found a " + envelope.type());
    }
    return envelope.read(Marker.class);
  }

  /** The same member, in another phase. */
  public Marker in(Phase other) {
    return new Marker(scope, peer, other, group, term, index);
  }

  /** The same member, further on and perhaps with other members beside it. */
  public Marker at(long newTerm, long newIndex, SortedMap<String, String> newGroup) {
    return new Marker(scope, peer, phase, newGroup, newTerm, newIndex);
  }
}
