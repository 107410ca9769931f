package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an adoption does to the operator's own files. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OutsideConfigTest {
  @TempDir private Path dir;

  @BeforeEach
  void directories() throws IOException {
    Files.createDirectories(dir.resolve("etc"));
    Files.createDirectories(dir.resolve("data"));
  }

  private Path main() {
    return dir.resolve("etc/postgresql.conf");
  }

  private Path copy() {
    return dir.resolve("data/postgresql.conf");
  }

  private OutsideConfig outside() {
    return new OutsideConfig(main(), settings());
  }

  private PostgresSettings settings() {
    var login = new Credentials("postgres", new Secret("p"));
    return new PostgresSettings(
        new MemberId("n1"),
        List.of("127.0.0.1"),
        5432,
        new HostPort("127.0.0.1", 5432),
        new PostgresSettings.Paths(
            dir.resolve("data"), dir, dir.resolve("run"), dir.resolve("state")),
        new PostgresSettings.Logins(login, login, login),
        new TreeMap<>(),
        List.of(),
        List.of());
  }

  /** Commented out it would lose settings; relative it would keep the server from starting. */
  @Test
  void what_it_includes_is_still_included_by_the_copy() throws IOException {
    Files.writeString(
        main(),
        """
        include_dir = 'conf.d'
        include_if_exists 'local.conf' # ours
        include = '/etc/shared.conf'
        data_directory = '/var/lib/postgresql/15/main'
        work_mem = '8MB'
        """);

    outside().join();

    assertThat(Files.readString(copy()))
        .contains("include_dir = '" + dir.resolve("etc/conf.d") + "'")
        .contains("include_if_exists '" + dir.resolve("etc/local.conf") + "' # ours")
        .contains("include = '/etc/shared.conf'")
        .contains("# data_directory")
        .contains("work_mem = '8MB'");
  }

  /** PostgreSQL wants quotes around a path only where it has more than letters, digits and dots. */
  @Test
  void include_without_quotes_is_still_included_by_the_copy() throws IOException {
    Files.writeString(
        main(), "include_dir = conf.d\ninclude more.conf # ours\ninclude_size = small\n");

    outside().join();

    assertThat(Files.readString(copy()))
        .contains("include_dir = '" + dir.resolve("etc/conf.d") + "'")
        .contains("include '" + dir.resolve("etc/more.conf") + "' # ours")
        .contains("include_size = small");
  }

  @Test
  void copy_is_made_anew_by_the_next_adoption_and_no_other_file_is_touched() throws IOException {
    Files.writeString(main(), "work_mem = '8MB'\n");
    outside().join();
    Files.writeString(main(), "work_mem = '9MB'\n");
    outside().join();
    assertThat(Files.readString(copy())).contains("9MB").doesNotContain("8MB");
    assertThat(outside().other()).isEmpty();

    Files.writeString(copy(), "work_mem = '1MB'\n");
    assertThat(outside().other()).contains(copy());
    outside().join();
    assertThat(Files.readString(copy())).isEqualTo("work_mem = '1MB'\n");
  }

  @Test
  void every_file_that_is_replaced_is_kept() throws IOException {
    var hba = dir.resolve("data/pg_hba.conf");
    for (var text : List.of("first", "second", "second", "third")) {
      Files.writeString(hba, text);
      KeptFile.keep(hba);
    }

    assertThat(hba.resolveSibling("pg_hba.conf.before-matriarch")).hasContent("first");
    assertThat(hba.resolveSibling("pg_hba.conf.before-matriarch.2")).hasContent("second");
    assertThat(hba.resolveSibling("pg_hba.conf.before-matriarch.3")).hasContent("third");
    assertThat(hba.resolveSibling("pg_hba.conf.before-matriarch.4")).doesNotExist();
  }

  /** What it says of configuration and source is of another time; the server may read the rest. */
  @Test
  void notes_of_an_earlier_agent_are_forgotten_and_its_parameters_stay() throws IOException {
    var own = dir.resolve("data/matriarch.conf");
    Files.writeString(own, new WrittenConfig(7, "n2:5432", "", "").head() + "work_mem = '4MB'\n");

    new Adoptee(settings()).forgetEarlierAgent();

    assertThat(new ConfigFiles(settings()).written()).isEqualTo(WrittenConfig.NONE);
    assertThat(own).hasContent("work_mem = '4MB'\n");
  }

  @Test
  void password_is_told_to_nobody() {
    var server =
        new RunningServer(
            "1",
            false,
            new TreeMap<>(),
            new TreeMap<>(),
            List.of(),
            new TreeMap<>(),
            new TreeMap<>(),
            true);
    var postgres = new Credentials("postgres", new Secret("s3cret"));
    var logins =
        new PostgresSettings.Logins(
            postgres, new Credentials("replicator", new Secret("s3cret")), postgres);

    assertThat(MissingRoles.of(server, logins))
        .isNotEmpty()
        .allSatisfy(
            s -> {
              assertThat(s.sql()).contains("SCRAM-SHA-256$4096:").doesNotContain("s3cret");
              assertThat(s.shown()).doesNotContain("SCRAM").doesNotContain("s3cret");
            });
  }
}
