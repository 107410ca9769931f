package io.matriarch.raft.ratis;

import io.matriarch.raft.RaftSettings;
import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/** What the other configured members say of the group, all asked at once. */
final class PeerSurvey {
  /** One member's answer. */
  sealed interface Answer {
    /** It waits to become a member itself. */
    record Unformed(RaftPeerId id) implements Answer {}

    /** It is a member of this group. */
    record Formed(RaftPeerId id, List<RaftPeer> voters, boolean leads, long commitIndex)
        implements Answer {}

    /**
     * It said nothing that helps.
     *
     * @param address where it was asked
     * @param why in gRPC's words
     */
    record Silent(String address, String why) implements Answer {}
  }

  private final RaftSettings settings;
  private final PeerCalls calls;

  PeerSurvey(RaftSettings settings, PeerCalls calls) {
    this.settings = settings;
    this.calls = calls;
  }

  /** Asks everybody else; returns within the time limit of one call. */
  SortedMap<MemberId, Answer> ask() throws InterruptedException {
    var answers = new ConcurrentSkipListMap<MemberId, Answer>();
    var asking =
        settings.peers().entrySet().stream()
            .filter(peer -> !peer.getKey().equals(settings.self()))
            .map(
                peer ->
                    Thread.ofVirtual()
                        .start(() -> answers.put(peer.getKey(), ask(peer.getValue()))))
            .toList();
    for (var thread : asking) {
      thread.join();
    }
    return new TreeMap<>(answers);
  }

  private Answer ask(String address) {
    try {
      return answerOf(calls.groupInfo(address));
    } catch (IOException e) {
      return new Answer.Silent(address, String.valueOf(e.getMessage()));
    }
  }

  private static Answer answerOf(GroupInfoReply reply) {
    var role = reply.getRoleInfoProto();
    var voters = List.copyOf(reply.getGroup().getPeers());
    var id = RaftPeerId.valueOf(role.getSelf().getId());
    if (voters.isEmpty()) {
      return new Answer.Unformed(id);
    }
    return new Answer.Formed(
        id,
        voters,
        role.getRole() == RaftPeerRole.LEADER,
        reply.getLogInfoProto().getCommitted().getIndex());
  }

  /**
   * The answer to believe of those that know the group: the Raft leader's, else the most advanced.
   */
  static Optional<Answer.Formed> bestFormed(Collection<Answer> answers) {
    return answers.stream()
        .filter(Answer.Formed.class::isInstance)
        .map(Answer.Formed.class::cast)
        .max(
            Comparator.comparing(Answer.Formed::leads)
                .thenComparingLong(Answer.Formed::commitIndex));
  }

  static String describe(Map<MemberId, Answer> answers) {
    return answers.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + switch (e.getValue()) {
                      case Answer.Unformed u -> " waits too";
                      case Answer.Formed f -> " is a member" + (f.leads ? " and leads" : "");
                      case Answer.Silent s -> " does not answer at " + s.address + hint(s.why);
                    })
        .collect(Collectors.joining(", "));
  }

  /** The two mistakes that operators make; timeouts and refused connections need no words. */
  private static String hint(String why) {
    if (why.contains("GroupMismatch") || why.contains("not found")) {
      return " for this scope";
    }
    return why.contains("SSL") || why.contains("certificate") || why.contains("handshake")
        ? " (TLS: " + why + ")"
        : "";
  }
}
