package io.matriarch.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.Secret;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.RemoteView;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks addresses at which nobody listens. */
class RemoteWatchTest {
  private static final DatabaseSeen NO_SERVER =
      new DatabaseSeen(
          new DataDirectory.Empty(),
          DatabaseSeen.Process.NONE,
          0,
          false,
          null,
          0,
          null,
          Epoch.NONE,
          0);

  @TempDir Path wal;
  private final AtomicReference<ClusterConfig> config = new AtomicReference<>(following(null));
  private final Semaphore changes = new Semaphore(0);
  private @Nullable RemoteWatch watch;

  @AfterEach
  void stop() {
    if (watch != null) {
      watch.close();
    }
  }

  private static ClusterConfig following(@Nullable Integer port) {
    var other =
        Tree.EMPTY
            .with("host", new ConfigValue.Text("127.0.0.1"))
            .with("port", new ConfigValue.Text(String.valueOf(port)));
    return new ClusterConfig(
        1, port == null ? Tree.EMPTY : Tree.EMPTY.with("standby_cluster", other));
  }

  /** Another cluster's history, taken for this one's, would have a database rewound. */
  @Test
  void what_was_heard_of_one_cluster_says_nothing_of_the_next() throws Exception {
    int first = deadPort();
    int second = deadPort();
    var asked = watching();
    asked.begin();
    config.set(following(first));
    assertThat(asked.view()).isNull();
    assertThat(heard(asked).trouble()).contains("127.0.0.1:" + first);

    config.set(following(second));
    assertThat(asked.view()).isNull();
    assertThat(heard(asked).trouble()).contains("127.0.0.1:" + second);

    config.set(following(null));
    assertThat(asked.view()).isNull();
  }

  private RemoteView heard(RemoteWatch asked) throws InterruptedException {
    assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    return Objects.requireNonNull(asked.view());
  }

  private RemoteWatch watching() {
    var made =
        new RemoteWatch(
            config::get,
            () -> new Credentials("replicator", new Secret("none")),
            wal,
            () -> NO_SERVER,
            changes::release);
    watch = made;
    return made;
  }

  private static int deadPort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
