package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /cluster}.
 *
 * @param systemId PostgreSQL's system identifier; null if unknown
 * @param members in the order of their names
 * @param paused automatic failover is off
 * @param epoch 0 before the first primary
 * @param raftLeader null if the agent that answered knows none
 * @param ageMillis since that agent last had the reports of all from the Raft leader
 * @param sync where acknowledged commits are; null where the agent does not say
 * @param vacancy why nobody is primary; null where somebody is
 * @param operation what is under way, in words; null where nothing
 * @param stance what the standby leader says of itself with its lease, as the API has it; null
 *     where it may still take writes, and in a cluster of its own
 * @param scheduled a switchover for later, an object; missing where none is
 */
public record ClusterStatus(
    String scope,
    @Nullable String systemId,
    List<MemberStatus> members,
    boolean paused,
    long epoch,
    @Nullable String raftLeader,
    long ageMillis,
    @Nullable SyncStatus sync,
    @Nullable VacancyStatus vacancy,
    @Nullable String operation,
    @Nullable String stance,
    JsonNode scheduled) {
  static ClusterStatus of(JsonNode json) {
    var fields = new Fields(json);
    var members = new ArrayList<MemberStatus>();
    json.path("members").forEach(member -> members.add(MemberStatus.of(member)));
    members.sort((a, b) -> a.name().compareTo(b.name()));
    var systemId = fields.text("database_system_identifier");
    return new ClusterStatus(
        fields.text("scope", "?"),
        systemId == null ? fields.text("system_identifier") : systemId,
        List.copyOf(members),
        json.path("pause").asBoolean(),
        json.path("epoch").asLong(),
        fields.text("raft_leader"),
        json.path("age_ms").asLong(),
        SyncStatus.of(json.path("sync")),
        VacancyStatus.of(json.path("vacancy")),
        operation(json.path("operation")),
        new Fields(json.path("lease")).text("stance"),
        json.path("scheduled_switchover"));
  }

  /** The member that leads; empty where none does. */
  public Optional<MemberStatus> leader() {
    return members.stream().filter(MemberStatus::leads).findFirst();
  }

  public Optional<MemberStatus> member(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /** Members that could take over: with data, and not leading. */
  public List<MemberStatus> standbys() {
    return members.stream().filter(member -> !member.leads() && !member.witness()).toList();
  }

  private static @Nullable String operation(JsonNode value) {
    if (!value.isObject()) {
      return null;
    }
    var fields = new Fields(value);
    return "%s from %s to %s, %s"
        .formatted(
            fields.text("kind", "operation").toLowerCase(java.util.Locale.ROOT),
            fields.text("from", "nobody"),
            fields.text("candidate", "the best standby"),
            fields.text("phase", "begun").toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
  }
}
