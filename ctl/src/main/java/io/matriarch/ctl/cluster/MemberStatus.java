package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One member in {@code GET /cluster}.
 *
 * @param role {@code leader}, {@code replica} and their kin, as the API says
 * @param host where PostgreSQL listens; empty if unknown
 * @param port 0 if unknown
 * @param apiUrl base URL of its agent; null if unknown
 * @param timeline null if unknown
 * @param lsn the last WAL byte on its disk, as PostgreSQL prints it; null if unknown
 * @param receiveLsn the same of a standby only
 * @param receiveLagBytes null if unknown
 * @param upstream {@code host:port} that a standby streams from; null if unknown or none
 * @param tags an object; empty where it has none
 * @param pendingRestart settings wait for a restart
 * @param pendingReasons which, as an object of {@code old_value} and {@code new_value}
 * @param scheduledRestart when it is to be restarted; null where it is not
 * @param ageMillis since this was reported, 0 where not said
 * @param trouble what is wrong and what to do; null where nothing
 * @param drained nothing shall depend on it
 * @param copying how far the copy is that it is being made from, as the API says; missing where
 *     none
 */
public record MemberStatus(
    String name,
    String role,
    String state,
    String host,
    int port,
    @Nullable String apiUrl,
    @Nullable Integer timeline,
    @Nullable String lsn,
    @Nullable String receiveLsn,
    @Nullable Long receiveLagBytes,
    @Nullable String replayLsn,
    @Nullable Long replayLagBytes,
    @Nullable String upstream,
    JsonNode tags,
    boolean pendingRestart,
    JsonNode pendingReasons,
    @Nullable String scheduledRestart,
    long ageMillis,
    @Nullable String trouble,
    boolean drained,
    JsonNode copying) {
  /** Agents report once a second: the last words of one that is silent for longer mean little. */
  private static final long STALE_MILLIS = 10_000;

  private static final Set<String> FOLLOWS = Set.of("streaming", "in archive recovery");

  static MemberStatus of(JsonNode json) {
    var fields = new Fields(json);
    var replayLag = fields.number("replay_lag");
    return new MemberStatus(
        fields.text("name", "?"),
        fields.text("role", "?"),
        fields.text("state", "unknown"),
        fields.text("host", ""),
        json.path("port").asInt(),
        fields.text("api_url"),
        json.path("timeline").canConvertToInt() ? json.path("timeline").asInt() : null,
        known(fields.text("lsn")),
        fields.text("receive_lsn"),
        fields.number("receive_lag"),
        fields.text("replay_lsn"),
        replayLag == null ? fields.number("lag") : replayLag,
        fields.text("upstream"),
        json.path("tags"),
        json.path("pending_restart").asBoolean(),
        json.path("pending_restart_reason"),
        new Fields(json.path("scheduled_restart")).text("schedule"),
        json.path("age_ms").asLong(),
        fields.text("trouble"),
        json.path("drained").asBoolean(),
        json.path("copying"));
  }

  private static @Nullable String known(@Nullable String lsn) {
    return "unknown".equals(lsn) ? null : lsn;
  }

  /** Holds the primary role, or leads a standby cluster. */
  public boolean leads() {
    return role.equals("leader") || role.equals("standby_leader");
  }

  /** Votes, and has no data. */
  public boolean witness() {
    return role.equals("witness") || state.equals("witness");
  }

  /** Its agent was heard lately. */
  public boolean heard() {
    return ageMillis <= STALE_MILLIS && !state.equals("unknown");
  }

  /** Heard lately, and PostgreSQL does what its role asks for. */
  public boolean well() {
    if (!heard()) {
      return false;
    }
    // A standby that merely runs receives nothing: it falls behind and looks fine.
    if (role.equals("standby_leader")) {
      return state.equals("running") || FOLLOWS.contains(state);
    }
    return witness() || (leads() ? state.equals("running") : FOLLOWS.contains(state));
  }

  /** What waits for a restart, as {@code work_mem: 4MB->8MB}; empty where nothing does. */
  public List<String> reasons() {
    var reasons = new ArrayList<String>();
    pendingReasons
        .properties()
        .forEach(
            e ->
                reasons.add(
                    "%s: %s->%s"
                        .formatted(
                            e.getKey(),
                            e.getValue().path("old_value").asText(),
                            e.getValue().path("new_value").asText())));
    return reasons;
  }

  /** {@code host:port}. */
  public String address() {
    return host + ":" + port;
  }
}
