package io.matriarch.raft.ratis;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftPeerId;

/** What the other members say of the group, all asked at once. */
final class PeerSurvey {
  /** One member's answer. */
  sealed interface Answer {
    /** It waits to become a member itself. */
    record Unformed(RaftPeerId id) implements Answer {}

    /**
     * It is a member of this group.
     *
     * @param group as it sees it; who is well only a Raft leader knows
     */
    record Formed(RaftPeerId id, GroupView group, boolean leads, long commitIndex)
        implements Answer {
      /**
       * The Raft leader's word that {@code member} is none any more. Not the word of one that was
       * deposed before it heard that the member had come; nor while a change is under way, which
       * may still come to nothing.
       *
       * @param since the log entry by which it became a member, as it knows itself
       */
      boolean excludes(RaftPeerId member, long since) {
        return leads && !group.changing() && commitIndex >= since && !group.has(member);
      }
    }

    /**
     * It said nothing that helps.
     *
     * @param address where it was asked
     * @param why in gRPC's words
     */
    record Silent(String address, String why) implements Answer {
      boolean otherScope() {
        return why.contains("GroupMismatch") || why.contains("not found");
      }

      boolean noTrust() {
        return why.contains("SSL") || why.contains("certificate") || why.contains("handshake");
      }
    }
  }

  private final Contacts contacts;
  private final PeerCalls calls;

  PeerSurvey(Contacts contacts, PeerCalls calls) {
    this.contacts = contacts;
    this.calls = calls;
  }

  /** Asks everybody else; returns within the time limit of one call. */
  SortedMap<String, Answer> ask() throws InterruptedException {
    var answers = new ConcurrentSkipListMap<String, Answer>();
    var asking =
        contacts.others().entrySet().stream()
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

  /** Asks one. */
  Answer ask(String address) {
    try {
      return answerOf(calls.groupInfo(address));
    } catch (IOException e) {
      return new Answer.Silent(address, String.valueOf(e.getMessage()));
    }
  }

  private static Answer answerOf(GroupInfoReply reply) {
    var role = reply.getRoleInfoProto();
    var id = RaftPeerId.valueOf(role.getSelf().getId());
    if (reply.getGroup().getPeers().isEmpty()) {
      return new Answer.Unformed(id);
    }
    return new Answer.Formed(
        id,
        GroupView.of(reply),
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

  /** Why a node that is to join is at the wrong door, as everybody who says anything says. */
  static Optional<String> wrongDoor(Collection<Answer> answers, String scope) {
    var silent =
        answers.stream()
            .filter(Answer.Silent.class::isInstance)
            .map(Answer.Silent.class::cast)
            .toList();
    if (silent.size() < answers.size()) {
      return Optional.empty();
    }
    return silent.stream()
        .filter(s -> s.otherScope() || s.noTrust())
        .findFirst()
        .map(
            s ->
                s.otherScope()
                    ? "raft.join: found another cluster than '%s' at %s; correct scope or join"
                        .formatted(scope, s.address())
                    : "raft.tls: the member at %s and this node do not trust each other's certificates (%s); the authority of each has to be in the ca_file of the other"
                        .formatted(s.address(), s.why()));
  }

  static String describe(Map<String, Answer> answers) {
    return answers.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + switch (e.getValue()) {
                      case Answer.Unformed u -> " waits too";
                      case Answer.Formed f -> " is a member" + (f.leads ? " and leads" : "");
                      case Answer.Silent s -> " does not answer at " + s.address + hint(s);
                    })
        .collect(Collectors.joining(", "));
  }

  /** The two mistakes that operators make; timeouts and refused connections need no words. */
  private static String hint(Answer.Silent silent) {
    if (silent.otherScope()) {
      return " for this scope";
    }
    return silent.noTrust() ? " (TLS: " + silent.why() + ")" : "";
  }
}
