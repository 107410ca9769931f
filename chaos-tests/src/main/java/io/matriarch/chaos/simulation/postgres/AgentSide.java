package io.matriarch.chaos.simulation.postgres;

import java.util.List;

/** The agent's process, in which acts and probes run. */
public interface AgentSide {
  /** Runs it after a time, later where the process is held up; never where it has ended. */
  void after(long nanos, Runnable what);

  long localNanos();

  /** The loop is to look. */
  void changed();

  /** The version of the dynamic configuration that is applied here. */
  long configVersion();

  long primaryStartMillis();

  /** What a standby's {@code synchronous_standby_names} is, by the configuration applied here. */
  String standbyRule();

  /** Of the cluster that this one follows by that configuration; empty where it follows none. */
  List<String> followed();
}
