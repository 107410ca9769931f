package io.matriarch.chaos.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An agent's answer to {@code GET /cluster}. */
public record ClusterSeen(List<MemberSeen> members) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One member.
   *
   * @param role {@code leader} or {@code replica}
   * @param state {@code running} on the leader, {@code streaming} on a healthy replica
   * @param timeline 0 if not told
   */
  public record MemberSeen(String name, String role, String state, int timeline) {
    boolean leads() {
      return role.equals("leader") && state.equals("running");
    }

    boolean streams() {
      return role.endsWith("replica") && state.equals("streaming");
    }
  }

  /** Reads the JSON text; empty if it is none. */
  static Optional<ClusterSeen> read(String body) {
    try {
      List<MemberSeen> members = new ArrayList<>();
      for (JsonNode member : JSON.readTree(body).path("members")) {
        members.add(
            new MemberSeen(
                member.path("name").asText(),
                member.path("role").asText(),
                member.path("state").asText(),
                member.path("timeline").asInt()));
      }
      return Optional.of(new ClusterSeen(members));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** One running leader, everybody else streaming, all on one timeline. */
  boolean healthy(int size) {
    return members.size() == size
        && members.stream().filter(MemberSeen::leads).count() == 1
        && members.stream().filter(MemberSeen::streams).count() == size - 1
        && members.stream().mapToInt(MemberSeen::timeline).distinct().count() == 1;
  }

  Optional<String> leader() {
    return members.stream()
        .filter(member -> member.role().equals("leader"))
        .map(MemberSeen::name)
        .findFirst();
  }
}
