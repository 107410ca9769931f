package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import io.matriarch.statemachine.model.WalPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteServerTest {
  private static final TimelineHistory THIRD =
      new TimelineHistory(
          3, List.of(new Fork(1, new Lsn(0x3000000)), new Fork(2, new Lsn(0x5000000))));

  @TempDir Path wal = Path.of("");

  private void has(int timeline, String text) throws IOException {
    Files.writeString(wal.resolve("%08X.history".formatted(timeline)), text);
  }

  @Test
  void same_beginnings_and_unknown_timelines_contradict_nothing() throws IOException {
    assertThat(RemoteServer.contradiction(wal, THIRD)).isNull();
    has(2, "1\t0/3000000\tno recovery target specified\n");
    has(7, "1\t0/1000000\tof somebody else\n");

    assertThat(RemoteServer.contradiction(wal, THIRD)).isNull();
  }

  /** Nobody wrote on it, and the standby fetches the true one when it follows. */
  @Test
  void number_that_an_abandoned_promotion_kept_free_here_contradicts_nothing() throws IOException {
    ReservedTimelines.keepFree(wal, new WalPosition(1, new Lsn(0x2FFFFF8)), 4);

    assertThat(RemoteServer.contradiction(wal, THIRD)).isNull();
  }

  @Test
  void timeline_that_began_elsewhere_here_is_another_one() throws IOException {
    has(2, "1\t0/2FFFFF8\tno recovery target specified\n");

    assertThat(RemoteServer.contradiction(wal, THIRD))
        .contains("timeline 2 began at 0/2FFFFF8 here and at 0/3000000 there");
  }

  @Test
  void who_follows_the_other_cluster_cleans_its_archive_up_and_nobody_else() {
    var settings = NodeSettings.with(Map.of(), List.of());
    var followed =
        Tree.EMPTY
            .with("host", new Text("far"))
            .with("restore_command", new Text("get %f %p"))
            .with("archive_cleanup_command", new Text("tidy %r"))
            .with("recovery_min_apply_delay", new Text("5min"));
    var config = new ClusterConfig(2, Tree.EMPTY.with("standby_cluster", followed));
    var allowing =
        new PostgresSettings(
            settings.name(),
            settings.listenHosts(),
            settings.port(),
            settings.connectAddress(),
            settings.paths(),
            settings.logins(),
            settings.parameters(),
            settings.pgHba(),
            settings.initdbOptions(),
            Set.of("restore_command", "archive_cleanup_command"),
            settings.scope(),
            settings.scripts(),
            settings.bootstrap());

    assertThat(RecoveryOfStandbyCluster.parameters(settings, config, "far:5432"))
        .containsOnlyKeys("recovery_min_apply_delay");
    assertThat(RecoveryOfStandbyCluster.parameters(allowing, config, "far:5432"))
        .containsOnlyKeys("recovery_min_apply_delay", "restore_command", "archive_cleanup_command");
    assertThat(RecoveryOfStandbyCluster.parameters(allowing, config, "n1:5432"))
        .containsOnlyKeys("recovery_min_apply_delay", "restore_command");
    assertThat(
            RecoveryOfStandbyCluster.parameters(
                allowing, new ClusterConfig(2, Tree.EMPTY), "far:5432"))
        .isEmpty();
  }
}
