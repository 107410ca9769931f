package io.matriarch.statemachine.model;

import org.jspecify.annotations.Nullable;

/**
 * Under which conditions a server is restarted; all of them must hold.
 *
 * @param role it must have; null for any
 * @param belowVersion it must be older than this, for example 150019; 0 for any
 * @param pendingOnly parameters must wait for a restart
 * @param timeoutMillis how long it may take to accept connections again; 0 for as long as a start
 *     may take
 */
public record RestartTerms(
    @Nullable ServerRole role, int belowVersion, boolean pendingOnly, long timeoutMillis) {
  public static final RestartTerms ANY = new RestartTerms(null, 0, false, 0);

  /** What keeps a server with this report from being restarted; null where nothing does. */
  public @Nullable String obstacle(MemberReport report) {
    if (report.role() == ServerRole.NONE) {
      return "the server does not run and answer: it is " + report.state().label();
    }
    if (role != null && role != report.role()) {
      return "expected a %s, found a %s".formatted(name(role), name(report.role()));
    }
    if (belowVersion > 0 && report.serverVersion() >= belowVersion) {
      return "expected a server older than %d, found %d"
          .formatted(belowVersion, report.serverVersion());
    }
    return pendingOnly && report.pendingRestart().isEmpty()
        ? "no parameter waits for a restart"
        : null;
  }

  private static String name(ServerRole role) {
    return role == ServerRole.PRIMARY ? "primary" : "replica";
  }
}
