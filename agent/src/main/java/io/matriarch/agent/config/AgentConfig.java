package io.matriarch.agent.config;

import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything the configuration file of one node says, with defaults filled in and overrides
 * applied.
 *
 * @param scope name of the cluster
 * @param name of this node
 * @param kind what runs here
 * @param restApi addresses of the REST API
 * @param raft the node's part in the Raft group
 * @param postgresql the server to look after; null on a witness
 * @param bootstrap how the first node makes the cluster
 * @param watchdog the kernel's watchdog device
 * @param tags what the operator says of this node
 * @param log what is logged and how
 * @param runDir for what lives as long as the node runs: guard, lock, sockets
 */
public record AgentConfig(
    String scope,
    MemberId name,
    MemberKind kind,
    RestApiConfig restApi,
    RaftConfig raft,
    @Nullable PostgresConfig postgresql,
    BootstrapConfig bootstrap,
    WatchdogConfig watchdog,
    Tags tags,
    LogConfig log,
    Path runDir) {
  public boolean isWitness() {
    return kind == MemberKind.WITNESS;
  }
}
