package io.matriarch.raft;

import io.matriarch.statemachine.model.MemberId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How this member takes part in its Raft group.
 *
 * @param scope name of the cluster; the group's identity is derived from it
 * @param self this member
 * @param bindAddress {@code host:port} to listen on
 * @param advertiseAddress {@code host:port} where the others reach this member
 * @param dataDir for the log, snapshots and the marker; on a disk that keeps what it was told to
 * @param peers who forms the group at its very first start, this one too, with their advertised
 *     addresses; later the group itself says who is in it. Empty where this one joins
 * @param join addresses of members of a group that exists, Raft's or the API's; empty where this
 *     one takes part in forming it
 * @param votes false for an observer, which only gets the log
 * @param invitation helps a node that joins
 * @param tls certificates of mutual TLS; null for plain text, which only a private network deserves
 * @param electionTimeoutMin a follower waits at least this long for its Raft leader
 * @param electionTimeoutMax and at most this long; at least twice the minimum
 */
public record RaftSettings(
    String scope,
    MemberId self,
    String bindAddress,
    String advertiseAddress,
    Path dataDir,
    SortedMap<MemberId, String> peers,
    List<String> join,
    boolean votes,
    Invitation invitation,
    @Nullable RaftTls tls,
    Duration electionTimeoutMin,
    Duration electionTimeoutMax) {
  public static final Duration ELECTION_TIMEOUT_MIN = Duration.ofMillis(500);
  public static final Duration ELECTION_TIMEOUT_MAX = Duration.ofMillis(1000);

  /** Shorter ones turn every hiccup into an election: measured with 80 to 160 ms. */
  private static final Duration SHORTEST = Duration.ofMillis(150);

  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s:/\\[\\]]+):(\\d{1,5})");

  public RaftSettings {
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    join = List.copyOf(join);
  }

  /** With the default election timeouts. */
  public static RaftSettings of(
      String scope,
      MemberId self,
      String bindAddress,
      String advertiseAddress,
      Path dataDir,
      SortedMap<MemberId, String> peers,
      @Nullable RaftTls tls) {
    return new RaftSettings(
        scope,
        self,
        bindAddress,
        advertiseAddress,
        dataDir,
        peers,
        List.of(),
        true,
        Invitation.NONE,
        tls,
        ELECTION_TIMEOUT_MIN,
        ELECTION_TIMEOUT_MAX);
  }

  /**
   * The same for a node that joins a group that exists.
   *
   * @param members addresses of some of its members
   * @param asVoter false for an observer
   */
  public RaftSettings joining(List<String> members, boolean asVoter, Invitation help) {
    return new RaftSettings(
        scope,
        self,
        bindAddress,
        advertiseAddress,
        dataDir,
        new TreeMap<>(),
        members,
        asVoter,
        help,
        tls,
        electionTimeoutMin,
        electionTimeoutMax);
  }

  /** Everything that is wrong, each with what was expected; empty where the settings are good. */
  public List<String> problems() {
    var problems = new ArrayList<String>();
    if (scope.isBlank()) {
      problems.add("scope: found nothing, expected the name of the cluster");
    }
    address("raft.bind_address", bindAddress, problems);
    address("raft.advertise_address", advertiseAddress, problems);
    peers.forEach((id, address) -> address("raft.peers." + id, address, problems));
    join.forEach(address -> address("raft.join", address, problems));
    var own = peers.get(self);
    if (own == null && !join.isEmpty()) {
      if (!peers.isEmpty()) {
        problems.add("raft.join: found peers too, expected one of the two");
      }
    } else if (own == null) {
      problems.add(
          "raft.peers: found %s, expected this member '%s' among them"
              .formatted(peers.keySet(), self));
    } else if (!own.equals(advertiseAddress)) {
      problems.add(
          "raft.peers.%s: found %s, expected the advertise_address %s"
              .formatted(self, own, advertiseAddress));
    }
    if (peers.values().stream().distinct().count() < peers.size()) {
      problems.add("raft.peers: two members have the same address in " + peers);
    }
    if (electionTimeoutMin.compareTo(SHORTEST) < 0) {
      problems.add(
          "raft election timeout: minimum %d ms, expected at least %d ms"
              .formatted(electionTimeoutMin.toMillis(), SHORTEST.toMillis()));
    }
    if (electionTimeoutMax.compareTo(electionTimeoutMin.multipliedBy(2)) < 0) {
      problems.add(
          "raft election timeout: %d to %d ms, expected a maximum of at least twice the minimum"
              .formatted(electionTimeoutMin.toMillis(), electionTimeoutMax.toMillis()));
    }
    return List.copyOf(problems);
  }

  private static void address(String where, String text, List<String> problems) {
    var parts = ADDRESS.matcher(text);
    if (!parts.matches()
        || Integer.parseInt(parts.group(2)) > 65_535
        || parts.group(2).matches("0+")) {
      problems.add("%s: found '%s', expected host:port".formatted(where, text));
    }
  }
}
