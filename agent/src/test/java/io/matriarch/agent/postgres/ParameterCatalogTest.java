package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ConfigProblem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As pg_settings of PostgreSQL 15 has them. */
class ParameterCatalogTest {
  private static final ParameterCatalog CATALOG =
      new ParameterCatalog(
          Map.of(
              "work_mem", known("integer", "kB", "64", "2147483647"),
              "shared_buffers", known("integer", "8kB", "16", "1073741823"),
              "checkpoint_timeout", known("integer", "s", "30", "86400"),
              "wal_receiver_timeout", known("integer", "ms", "0", "2147483647"),
              "random_page_cost", known("real", "", "0", "1.79769e+308"),
              "autovacuum", known("bool", "", null, null),
              "synchronous_commit",
                  new KnownParameter(
                      "enum",
                      "",
                      null,
                      null,
                      List.of("local", "remote_write", "remote_apply", "on", "off"),
                      "user",
                      "on"),
              "block_size",
                  new KnownParameter("integer", "", "8192", "8192", List.of(), "internal", "8192"),
              "max_connections",
                  new KnownParameter("integer", "", "1", "262143", List.of(), "postmaster", "100"),
              "superuser_reserved_connections",
                  new KnownParameter("integer", "", "0", "262143", List.of(), "postmaster", "3")));

  @ParameterizedTest
  @CsvSource({
    "work_mem, 64, true",
    "work_mem, 63, false",
    "work_mem, 64kB, true",
    "work_mem, 1 MB, true",
    "work_mem, 1mb, false",
    "work_mem, 10s, false",
    "work_mem, -1, false",
    "work_mem, '', false",
    "work_mem, 3TB, false",
    "work_mem, 0.5GB, true",
    "work_mem, 0x1000, true",
    "shared_buffers, 128kB, true",
    "shared_buffers, 120kB, false",
    "shared_buffers, 16, true",
    "checkpoint_timeout, 1d, true",
    "checkpoint_timeout, 25h, false",
    "checkpoint_timeout, 30000ms, true",
    "checkpoint_timeout, 5min, true",
    "wal_receiver_timeout, 0, true",
    "wal_receiver_timeout, 5s, true",
    "random_page_cost, 1.1, true",
    "random_page_cost, 1e2, true",
    "random_page_cost, x, false",
    "autovacuum, on, true",
    "autovacuum, TRUE, true",
    "autovacuum, f, true",
    "autovacuum, o, false",
    "autovacuum, maybe, false",
    "autovacuum, 2, false",
    "synchronous_commit, Remote_Apply, true",
    "synchronous_commit, yes, true",
    "synchronous_commit, sometimes, false",
    "block_size, 8192, false",
    "work_mm, 1MB, false",
    "my_extension.anything, x, true",
    "WORK_MEM, 1MB, true",
    "max_connections, 200, true",
    "max_connections, 3, false"
  })
  void values_are_taken_as_the_server_takes_them(String name, String value, boolean taken) {
    assertThat(CATALOG.problems(new TreeMap<>(Map.of(name, value))).isEmpty()).isEqualTo(taken);
  }

  @Test
  void a_misspelt_name_is_told_the_nearest() {
    assertThat(CATALOG.problems(new TreeMap<>(Map.of("work_mm", "1MB"))))
        .containsExactly(
            new ConfigProblem(
                "/postgresql/parameters/work_mm",
                "'1MB'",
                "a parameter that this PostgreSQL knows; did you mean work_mem?"));
  }

  @Test
  void a_range_is_told_with_its_units() {
    assertThat(CATALOG.problems(new TreeMap<>(Map.of("shared_buffers", "1kB"))))
        .extracting(ConfigProblem::expected)
        .containsExactly(
            "a whole number from 16 to 1073741823"
                + " (in units of 8kB, or with B, kB, MB, GB, TB)");
  }

  private static KnownParameter known(
      String type,
      String unit,
      @org.jspecify.annotations.Nullable String min,
      @org.jspecify.annotations.Nullable String max) {
    return new KnownParameter(type, unit, min, max, List.of(), "user", "");
  }
}
