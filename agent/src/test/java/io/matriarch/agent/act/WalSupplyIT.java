package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.agent.postgres.Connections;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.SourceWal;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WalSupplyIT {
  @Test
  void standby_that_was_away_for_long_can_tell_that_its_source_has_forgotten() throws Exception {
    try (var n1 = new Node("n1");
        var n2 = new Node("n2")) {
      n1.becomePrimary();
      n1.query("ALTER SYSTEM SET wal_keep_size = 0");
      n1.query("SELECT pg_reload_conf()");
      n2.join(n1);
      var source = new SourceWal(new Connections(n2.settings));
      var primary = HostPort.parse(n1.address());
      var from = n2.answer().position().lsn();
      n2.done(new Decision.Stop("test"));
      assertThat(source.has(primary, from)).isTrue();

      var segment = n1.query("SELECT pg_walfile_name('%s')".formatted(from));
      n1.query("CREATE TABLE t AS SELECT 1");
      n1.query("SELECT pg_switch_wal()");
      await()
          .until(
              () -> {
                n1.query("CHECKPOINT");
                return Files.notExists(n1.data().resolve("pg_wal").resolve(segment));
              });

      n2.done(new Decision.StartStandby(n1.address(), "test"));
      from = n2.awaitAnswer(a -> a.endKnown() && !a.receiving()).position().lsn();
      assertThat(source.has(primary, from)).isFalse();
      var ahead = new Lsn(from.bytes() + (1L << 30));
      assertThat(source.has(primary, ahead)).isTrue();
      assertThat(n2.answer()).extracting(SqlAnswer::streaming).isEqualTo(false);
    }
  }
}
