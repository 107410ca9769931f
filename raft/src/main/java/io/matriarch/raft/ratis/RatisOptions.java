package io.matriarch.raft.ratis;

import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Every Ratis option that differs from its default, and why. */
final class RatisOptions {
  /**
   * A command larger than this is refused before Ratis sees it: an oversized entry deposes the
   * leader.
   */
  static final int MAX_COMMAND_BYTES = 64 * 1024;

  static final Duration STAGING_TIMEOUT = Duration.ofSeconds(30);

  /** Ratis looks at this at start; below it the member does not try. */
  static final long MIN_FREE_BYTES = 64L << 20;

  /**
   * What a member has to apply again when it starts, at most. A primary's agent that was started
   * again can renew its lease only after that, and in a cold JVM a thousand entries take a second.
   */
  static final int SNAPSHOT_EVERY_ENTRIES = 256;

  private RatisOptions() {}

  static RaftProperties server(RaftSettings settings, Path storage, int snapshotEveryEntries) {
    var p = new RaftProperties();
    RaftConfigKeys.Rpc.setType(p, SupportedRpcType.GRPC);
    RaftServerConfigKeys.setStorageDir(p, List.of(storage.toFile()));
    RaftServerConfigKeys.setStorageFreeSpaceMin(p, SizeInBytes.valueOf(MIN_FREE_BYTES));
    var bind = HostPort.parse(settings.bindAddress());
    GrpcConfigKeys.Server.setHost(p, bind.host());
    GrpcConfigKeys.Server.setPort(p, bind.port());
    elections(p, settings);
    log(p, snapshotEveryEntries);
    footprint(p);
    return p;
  }

  /**
   * @param timeout of one call; the admin calls know no other bound
   */
  static RaftProperties client(Duration timeout) {
    var p = new RaftProperties();
    RaftConfigKeys.Rpc.setType(p, SupportedRpcType.GRPC);
    RaftClientConfigKeys.Rpc.setRequestTimeout(p, millis(timeout));
    return p;
  }

  static Parameters parameters(RaftSettings settings) {
    var parameters = new Parameters();
    var tls = settings.tls();
    if (tls != null) {
      GrpcConfigKeys.TLS.setConf(parameters, tls(tls));
    }
    return parameters;
  }

  private static GrpcTlsConfig tls(RaftTls tls) {
    return GrpcTlsConfig.newBuilder()
        .setKeyManager(tls.keys())
        .setTrustManager(tls.trust())
        .setMutualTls(true)
        .setSslProvider(SslProvider.JDK)
        .setProtocols("TLSv1.3")
        .build();
  }

  private static void elections(RaftProperties p, RaftSettings settings) {
    RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(settings.electionTimeoutMin()));
    RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(settings.electionTimeoutMax()));
    RaftServerConfigKeys.Rpc.setRequestTimeout(p, TimeDuration.valueOf(3, TimeUnit.SECONDS));
    RaftServerConfigKeys.Rpc.setSlownessTimeout(p, TimeDuration.valueOf(10, TimeUnit.SECONDS));
    RaftServerConfigKeys.LeaderElection.setPreVote(p, true);
    // The default of 10 s keeps a deposed leader from campaigning although it alone could win.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        p, millis(settings.electionTimeoutMax()));
    RaftServerConfigKeys.LeaderElection.setMemberMajorityAdd(p, false);
    RaftServerConfigKeys.Notification.setNoLeaderTimeout(
        p, TimeDuration.valueOf(10, TimeUnit.SECONDS));
    // After a pause longer than this Ratis closes its server for good; a suspended host comes back.
    RaftServerConfigKeys.setCloseThreshold(p, TimeDuration.valueOf(3650, TimeUnit.DAYS));
    RaftServerConfigKeys.setSleepDeviationThreshold(
        p, TimeDuration.valueOf(300, TimeUnit.MILLISECONDS));
    RaftServerConfigKeys.setStagingTimeout(p, millis(STAGING_TIMEOUT));
  }

  private static void log(RaftProperties p, int snapshotEveryEntries) {
    RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf("1MB"));
    // Linux counts the whole of what was preallocated at once, up to a large page, as written anew
    // with each entry.
    RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf("16KB"));
    RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf("320KB"));
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(p, false);
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(p, false);
    RaftServerConfigKeys.Log.setUseMemory(p, false);
    // Without the metadata entry a follower learns of a commit only with the next heartbeat.
    RaftServerConfigKeys.Log.setLogMetadataEnabled(p, true);
    RaftServerConfigKeys.Log.setCorruptionPolicy(
        p, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
    // Otherwise one dead peer stops purging for ever.
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
    RaftServerConfigKeys.Log.setPurgeGap(p, 1);
    // The default waits up to 5 s before it speaks to a peer that came back.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "1ms,10, 100ms,100000");
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf("256KB"));
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, snapshotEveryEntries);
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, 3);
    // A stop is then no different from a crash: one way to start, and the one that is tested.
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
  }

  private static void footprint(RaftProperties p) {
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf("2MB"));
    RaftServerConfigKeys.Log.setQueueByteLimit(p, SizeInBytes.valueOf("4MB"));
    RaftServerConfigKeys.Write.setByteLimit(p, SizeInBytes.valueOf("4MB"));
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, SizeInBytes.valueOf("1MB"));
    RaftServerConfigKeys.ThreadPool.setProxySize(p, 4);
    RaftServerConfigKeys.ThreadPool.setServerSize(p, 4);
    RaftServerConfigKeys.ThreadPool.setClientSize(p, 4);
    GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf("4MB"));
    GrpcConfigKeys.setFlowControlWindow(p, SizeInBytes.valueOf("256KB"));
    GrpcConfigKeys.Server.setAsyncRequestThreadPoolCached(p, true);
    GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(p, 8);
    GrpcConfigKeys.Server.setWorkerGroupSize(p, 1);
    GrpcConfigKeys.Server.setBossGroupSize(p, 1);
  }

  private static TimeDuration millis(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
