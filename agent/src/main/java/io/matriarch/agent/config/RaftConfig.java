package io.matriarch.agent.config;

import io.matriarch.net.tls.TlsFiles;
import io.matriarch.statemachine.model.MemberId;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The node's part in the Raft group.
 *
 * @param bindAddress bound; {@code advertiseAddress} unless set
 * @param advertiseAddress how the others reach this node
 * @param dataDir of the log and the snapshots
 * @param peers who forms the group at its very first start, with advertised addresses, this node
 *     among them; empty where it joins
 * @param join addresses of members of a group that exists, Raft's or the API's; empty where this
 *     node takes part in forming one
 * @param joinTokenFile what a newcomer shows, and what members compare it with; null for none
 * @param tls files for mutual TLS; null for plain connections
 */
public record RaftConfig(
    HostPort bindAddress,
    HostPort advertiseAddress,
    Path dataDir,
    SortedMap<MemberId, HostPort> peers,
    List<HostPort> join,
    @Nullable Path joinTokenFile,
    @Nullable Tls tls) {
  public RaftConfig {
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    join = List.copyOf(join);
  }

  /**
   * PEM files.
   *
   * @param certFile this node's certificate
   * @param keyFile its private key
   * @param caFile who must have signed the others' certificates
   */
  public record Tls(Path certFile, Path keyFile, Path caFile) {
    public TlsFiles files() {
      return new TlsFiles(certFile, keyFile, null, caFile);
    }
  }
}
