package io.matriarch.agent.loop;

import io.matriarch.agent.guard.Guard;
import io.matriarch.raft.ClusterLog;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Member;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the loop works with.
 *
 * @param scope the cluster's name
 * @param self this member, as configured
 * @param agentVersion for people
 * @param initialConfig the dynamic configuration that this node proposes for a new cluster
 * @param blocking where calls run that may take seconds, such as starting a guard
 * @param restarts keeps a scheduled restart
 */
public record LoopParts(
    String scope,
    Member self,
    String agentVersion,
    ConfigValue.Tree initialConfig,
    Database database,
    ClusterLog clusterLog,
    Guard guard,
    Watchdog watchdog,
    Peers peers,
    MonotonicClock clock,
    InstantSource wall,
    ReportBoard board,
    ReportNumbers numbers,
    OperationDesk operations,
    DecisionLog nodeDecisions,
    DecisionLog clusterDecisions,
    Executor blocking,
    RestartNote restarts) {}
