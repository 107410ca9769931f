package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.postgres.AdoptionOrder;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.process.BootId;
import io.matriarch.agent.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An order to adopt is for one process of one boot. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PendingAdoptionTest {
  private static final ProcessId SERVER = new ProcessId(4711, 99);

  @TempDir private Path dir;
  private Optional<ProcessId> running = Optional.of(SERVER);

  private PostgresSettings.Paths paths() {
    return new PostgresSettings.Paths(dir, dir, dir, dir.resolve("state"));
  }

  private AdoptionOrder order() {
    return new AdoptionOrder(paths());
  }

  private PendingAdoption pending() throws IOException {
    return new PendingAdoption(paths(), () -> running);
  }

  private void ordered(String boot, boolean beside) throws IOException {
    order().write(new AdoptionOrder.Content("7001", boot, SERVER, beside));
  }

  @Test
  void the_very_server_that_was_ordered_is_adopted() throws IOException {
    ordered(BootId.now(), false);

    assertThat(Objects.requireNonNull(pending().wanted()).systemIdentifier()).isEqualTo("7001");
  }

  /** Somebody started the database again, by hand or at boot, while the others went on. */
  @Test
  void order_does_not_count_for_a_later_server_of_the_same_database() throws IOException {
    ordered(BootId.now(), false);

    running = Optional.of(new ProcessId(SERVER.pid(), SERVER.startTicks() + 1));
    assertThat(pending().wanted()).isNull();

    running = Optional.empty();
    assertThat(pending().wanted()).isNull();
  }

  @Test
  void order_does_not_outlive_the_host() throws IOException {
    ordered("an-earlier-boot", false);

    assertThat(pending().wanted()).isNull();
  }

  /** As it was written before orders named a process. */
  @Test
  void order_that_names_no_process_counts_for_none() throws IOException {
    Files.createDirectories(dir.resolve("state"));
    Files.writeString(dir.resolve("state/postgresql.adopt"), "7001\n");

    assertThat(pending().wanted()).isNull();
  }

  @Test
  void server_is_not_offered_before_somebody_looked_for_another_manager() throws IOException {
    ordered(BootId.now(), true);
    var pending = pending();
    assertThat(Objects.requireNonNull(pending.wanted()).obstacle()).isNotNull();

    pending.look();
    assertThat(Objects.requireNonNull(pending.wanted()).obstacle()).isNull();
  }

  @Test
  void server_that_another_manager_keeps_is_not_offered() throws Exception {
    ordered(BootId.now(), false);
    var script = Files.writeString(dir.resolve("patroni"), "read line\n");
    var process = new ProcessBuilder("/bin/sh", script.toString()).start();
    try {
      var pending = pending();
      pending.look();
      assertThat(Objects.requireNonNull(pending.wanted()).obstacle()).contains("is patroni");
    } finally {
      process.destroy();
      process.waitFor(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void order_is_gone_once_it_is_carried_out() throws IOException {
    ordered(BootId.now(), false);
    var pending = pending();

    pending.end();

    Awaitility.await().until(() -> pending.wanted() == null);
    assertThat(order().read()).isEmpty();
  }
}
