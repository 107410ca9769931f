package io.matriarch.raft.ratis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Ratis server from start to close; a dead one is replaced by a new object, never revived. */
final class MemberServer {
  private static final Logger LOG = LoggerFactory.getLogger(MemberServer.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final PeerName name;
  private final RaftServer server;
  private final RaftServer.Division division;

  private MemberServer(PeerName name, RaftServer server, RaftServer.Division division) {
    this.name = name;
    this.server = server;
    this.division = division;
  }

  /**
   * @param group without peers: it waits to be added, and neither votes nor campaigns
   * @throws IOException where it does not come up; nothing is left running then
   */
  static MemberServer start(
      PeerName name,
      RaftGroupId id,
      List<RaftPeer> group,
      RaftProperties properties,
      Parameters parameters,
      Replica replica)
      throws IOException {
    RaftServer server = null;
    try {
      server =
          RaftServer.newBuilder()
              .setServerId(name.id())
              .setProperties(properties)
              .setParameters(parameters)
              .setStateMachine(replica)
              .setGroup(RaftGroup.valueOf(id, group))
              .setOption(RaftStorage.StartupOption.RECOVER)
              .build();
      server.start();
      return new MemberServer(name, server, server.getDivision(id));
    } catch (IOException | RuntimeException e) {
      if (server != null) {
        closeBounded(server, null);
      }
      throw e instanceof IOException io ? io : new IOException(rootOf(e), e);
    }
  }

  PeerName name() {
    return name;
  }

  RaftServer server() {
    return server;
  }

  RaftServer.Division division() {
    return division;
  }

  DivisionInfo info() {
    return division.getInfo();
  }

  boolean running() {
    return info().getLifeCycleState() == LifeCycle.State.RUNNING;
  }

  boolean waitsToBeAdded() {
    var state = info().getLifeCycleState();
    return state == LifeCycle.State.NEW || state == LifeCycle.State.STARTING;
  }

  /** The voters as this member knows them. */
  List<RaftPeer> voters() {
    return List.copyOf(division.getRaftConf().getAllPeers());
  }

  /** Everybody in the group as this member knows it, with a vote or without. */
  List<RaftPeer> everybody() {
    var all = new ArrayList<>(division.getRaftConf().getAllPeers());
    all.addAll(division.getRaftConf().getAllPeers(RaftPeerRole.LISTENER));
    return List.copyOf(all);
  }

  /** The log entry that says who is in the group as this member knows it; below 0 for none. */
  long knownSince() {
    return division.getRaftConf().getLogEntryIndex();
  }

  /** The address that the group has for this member; empty where it is in none. */
  Optional<String> knownAddress() {
    return everybody().stream()
        .filter(p -> p.getId().equals(name.id()))
        .map(RaftPeer::getAddress)
        .findFirst();
  }

  /** It is in the group; a listener may have to be started anew before it runs. */
  boolean hasSeat() {
    return isVoter() ? running() : knownAddress().isPresent();
  }

  boolean isVoter() {
    return division.getRaftConf().getPeer(name.id()) != null;
  }

  void close() {
    closeBounded(server, division);
  }

  /**
   * Returns when the directory's lock and the port are free: another server may start then. The
   * rest of Ratis' closing idles for two seconds, and may hang in the very trouble that it ends.
   */
  private static void closeBounded(RaftServer server, RaftServer.@Nullable Division division) {
    var closed = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("raft-close")
        .start(
            () -> {
              try {
                server.close();
              } catch (IOException | RuntimeException e) {
                LOG.atDebug().setCause(e).log("raft server closed with an error");
              } finally {
                closed.countDown();
              }
            });
    long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
    boolean interrupted = false;
    while (closed.getCount() > 0 && !released(server, division)) {
      if (System.nanoTime() > end) {
        LOG.atWarn()
            .addKeyValue("limit_ms", CLOSE_LIMIT.toMillis())
            .log("raft server did not close in time");
        break;
      }
      try {
        if (closed.await(10, TimeUnit.MILLISECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean released(RaftServer server, RaftServer.@Nullable Division division) {
    if (division == null || division.getInfo().getLifeCycleState() != LifeCycle.State.CLOSED) {
      return false;
    }
    try {
      var port = server.getServerRpc().getInetSocketAddress();
      new HostPort(port.getAddress().getHostAddress(), port.getPort()).requireFree();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String rootOf(Throwable e) {
    var at = e;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage() == null ? at.toString() : at.getMessage());
  }
}
