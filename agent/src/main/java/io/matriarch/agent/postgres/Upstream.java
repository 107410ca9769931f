package io.matriarch.agent.postgres;

import org.jspecify.annotations.Nullable;

/** Whom a standby streams from, read out of its {@code primary_conninfo}. */
public final class Upstream {
  private Upstream() {}

  /** {@code host:port}; empty where it names nobody. */
  public static String of(@Nullable String conninfo) {
    return conninfo == null ? "" : Conninfo.server(conninfo).map(HostPort::toString).orElse("");
  }
}
