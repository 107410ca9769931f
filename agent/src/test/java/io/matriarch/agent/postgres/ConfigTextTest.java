package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigTextTest {
  @Test
  void quotes_backslashes_and_line_ends_cannot_leave_a_configuration_value() {
    assertThat(Quoting.configValue("a'b\\c\nd")).isEqualTo("'a''b\\\\c\\nd'");
  }

  @Test
  void parameter_name_cannot_bring_a_line_of_its_own() {
    assertThat(Quoting.parameterName("pg_stat_statements.max")).isEqualTo("pg_stat_statements.max");
    assertThatThrownBy(() -> Quoting.parameterName("a\nport"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sql_string_survives_quotes_and_backslashes() {
    assertThat(Quoting.sqlString("it's")).isEqualTo("'it''s'");
    assertThat(Quoting.sqlString("a\\'b")).isEqualTo(" E'a\\\\''b'");
  }

  @Test
  void connection_string_is_read_back_as_written() {
    var login = new Credentials("it's", new Secret(""));
    var parts = Conninfo.to(new HostPort("::1", 5433), login, Path.of("/a b/\\c"), "n1");

    assertThat(Conninfo.parse(Conninfo.text(parts))).isEqualTo(parts);
    assertThat(Upstream.of(Conninfo.text(parts))).isEqualTo("[::1]:5433");
  }

  @Test
  void upstream_is_empty_where_no_host_is_named() {
    assertThat(Upstream.of("")).isEmpty();
    assertThat(Upstream.of(null)).isEmpty();
    assertThat(Upstream.of("user=x passfile='/a'")).isEmpty();
    assertThat(Upstream.of("host=db1 user=x")).isEqualTo("db1:5432");
  }

  @Test
  void host_and_port_are_parsed_and_nonsense_is_quoted() {
    assertThat(HostPort.parse("[::1]:5432")).isEqualTo(new HostPort("::1", 5432));
    assertThat(HostPort.parse("db:1").toString()).isEqualTo("db:1");
    assertThatThrownBy(() -> HostPort.parse("db")).hasMessageContaining("'db'");
    assertThatThrownBy(() -> HostPort.parse("db:99999")).hasMessageContaining("'db:99999'");
  }

  @Test
  void include_is_added_once_and_stays_last() {
    var once = MainConfig.withInclude("a = 1\n# end");

    assertThat(once).isEqualTo("a = 1\n# end\ninclude_if_exists 'matriarch.conf'\n");
    assertThat(MainConfig.withInclude(once)).isEqualTo(once);
    assertThat(MainConfig.withInclude(once + "port = 1\n"))
        .isEqualTo("a = 1\n# end\nport = 1\ninclude_if_exists 'matriarch.conf'\n");
  }

  @Test
  void foreign_source_goes_and_other_altered_settings_stay() {
    assertThat(source("# head\nwork_mem = '1MB'\nprimary_conninfo = 'host=x'\n"))
        .isEqualTo("# head\nwork_mem = '1MB'\n");
    assertThat(source("recovery_target_time = 'x'\nrestore_command = 'y'\n"))
        .isEqualTo("restore_command = 'y'\n");
  }

  /** The archive's command of the configuration would never be asked. */
  @Test
  void restore_command_of_the_directory_that_a_restore_filled_goes() {
    assertThat(
            source("restore_command = 'pgbackrest --pg1-path=/pg/stage archive-get %f'\na = 1\n"))
        .isEqualTo("a = 1\n");
  }

  private static String source(String autoConfig) {
    return MainConfig.withoutSource(autoConfig, "/pg/stage");
  }

  @Test
  void head_of_the_own_file_is_read_back() {
    var written = new WrittenConfig(12, "10.0.0.1:5432", "ANY 1 (\"a\")", "n_1");

    assertThat(WrittenConfig.parse(written.head() + "port = '1'\n")).isEqualTo(written);
    assertThat(WrittenConfig.parse(new WrittenConfig(3, "", "", "").head()).upstream()).isEmpty();
    assertThat(WrittenConfig.parse("port = '1'")).isEqualTo(WrittenConfig.NONE);
  }

  @Test
  void password_is_not_in_the_text_form_of_its_holder() {
    var credentials = new Credentials("postgres", new Secret("hunter2"));

    assertThat(credentials.toString()).doesNotContain("hunter2");
  }
}
