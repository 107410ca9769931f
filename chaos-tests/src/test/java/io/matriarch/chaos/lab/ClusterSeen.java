package io.matriarch.chaos.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent's answer to {@code GET /cluster}.
 *
 * @param mode of synchronous replication
 * @param needed how many standbys have every acknowledged commit, at least
 * @param counted of how many
 * @param raftLeader empty where none is known
 * @param epoch of the present or last primary
 */
public record ClusterSeen(
    List<MemberSeen> members,
    String mode,
    int needed,
    int counted,
    Optional<String> raftLeader,
    long epoch) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One member.
   *
   * @param role {@code leader}, or what kind of standby it is
   * @param state {@code running} on the leader, {@code streaming} on a healthy replica
   * @param timeline 0 if not told
   * @param upstream whom it streams from, {@code host:port}; empty where nobody
   */
  public record MemberSeen(String name, String role, String state, int timeline, String upstream) {
    boolean leads() {
      return role.equals("leader") && state.equals("running");
    }

    boolean streams() {
      return !role.equals("leader") && state.equals("streaming");
    }
  }

  /** Reads the JSON text; empty if it is none. */
  static Optional<ClusterSeen> read(String body) {
    try {
      List<MemberSeen> members = new ArrayList<>();
      JsonNode cluster = JSON.readTree(body);
      for (JsonNode member : cluster.path("members")) {
        members.add(
            new MemberSeen(
                member.path("name").asText(),
                member.path("role").asText(),
                member.path("state").asText(),
                member.path("timeline").asInt(),
                member.path("upstream").asText("")));
      }
      JsonNode sync = cluster.path("sync");
      return Optional.of(
          new ClusterSeen(
              members,
              sync.path("mode").asText(),
              sync.path("needed").asInt(),
              sync.path("standbys").size(),
              Optional.of(cluster.path("raft_leader").asText())
                  .filter(name -> !name.isEmpty() && !name.equals("null")),
              cluster.path("epoch").asLong()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** For example {@code 1 of 2}. */
  public String sync() {
    return needed + " of " + counted;
  }

  /**
   * One running leader, everybody else streaming, all on one timeline; in quorum mode everybody is
   * counted on.
   */
  boolean healthy(int size) {
    var servers = members.stream().filter(member -> !member.role().equals("witness")).toList();
    return (!mode.equals("quorum") || counted == servers.size() - 1)
        && members.size() == size
        && servers.stream().filter(MemberSeen::leads).count() == 1
        && servers.stream().filter(MemberSeen::streams).count() == servers.size() - 1
        && servers.stream().mapToInt(MemberSeen::timeline).distinct().count() == 1;
  }

  /** The timeline of a member; 0 if it is not told. */
  public int timelineOf(String name) {
    return members.stream()
        .filter(member -> member.name().equals(name))
        .mapToInt(MemberSeen::timeline)
        .findFirst()
        .orElse(0);
  }

  public Optional<String> leader() {
    return members.stream()
        .filter(member -> member.role().equals("leader"))
        .map(MemberSeen::name)
        .findFirst();
  }
}
