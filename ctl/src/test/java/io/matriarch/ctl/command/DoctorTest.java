package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DoctorTest {
  private static final String TWO =
      """
      {"members":[
       {"name":"n1","role":"leader","state":"running","api_url":"THIS_AGENT/patroni"},
       {"name":"n2","role":"replica","state":"streaming","api_url":"THIS_AGENT/patroni"}],
       "scope":"demo"}
      """;

  private static final String WELL =
      """
      {"node":"n1","clock_ms":1000,"findings":[],
       "disks":[{"purpose":"raft","directory":"/r","fsync_p50_us":900,"fsync_p99_us":2100}],
       "paths":[
        {"to":"n2","kind":"api","address":"http://b:8008","open":true,"us":1500},
        {"to":"n2","kind":"raft","address":"b:7008","open":true,"us":300},
        {"to":"n2","kind":"replication","address":"b:5432","open":true,"us":9100}]}
      """;

  private final FakeAgent agent = new FakeAgent();

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void a_healthy_cluster_is_a_matrix_of_times_and_exit_code_zero() {
    agent.on("GET /cluster", 200, TWO).on("POST /doctor", 200, WELL);

    var ended = Run.at(agent).of("doctor");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("2 1 10").contains("2.1").contains("nothing is wrong");
  }

  @Test
  void a_closed_path_is_named_with_what_to_do() {
    var closed =
        WELL.replace(
            "\"kind\":\"replication\",\"address\":\"b:5432\",\"open\":true,\"us\":9100",
            "\"kind\":\"replication\",\"address\":\"b:5432\",\"open\":false,\"us\":null,"
                + "\"obstacle\":\"no pg_hba.conf entry\"");
    agent.on("GET /cluster", 200, TWO).on("POST /doctor", 200, closed);

    var ended = Run.at(agent).of("doctor");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out())
        .contains("2 1 closed")
        .contains("n1: does not reach replication of n2 at b:5432: no pg_hba.conf entry")
        .contains("do: look at the log of that server");
  }

  @Test
  void what_a_node_found_keeps_its_level_in_every_format() {
    var noted =
        WELL.replace(
            "\"findings\":[]",
            "\"findings\":[{\"level\":\"note\",\"what\":\"expires in 9 days\",\"do\":\"renew\"}]");
    agent.on("GET /cluster", 200, TWO).on("POST /doctor", 200, noted);

    assertThat(Run.at(agent).of("doctor").code()).isZero();
    assertThat(Run.at(agent).of("doctor", "-f", "tsv").out())
        .startsWith("Level\tNode\tWhat\tDo\nnote\tn1\texpires in 9 days\trenew\n");
    assertThat(Run.at(agent).of("doctor", "-f", "json").out())
        .contains("\"level\": \"note\"")
        .contains("\"fsync_p99_us\": 2100");
    assertThat(Run.at(agent).of("doctor", "-f", "yaml").out()).contains("level: note");
  }

  @Test
  void a_node_that_refuses_or_does_not_answer_is_a_finding() {
    agent.on("GET /cluster", 200, TWO).on("POST /doctor", 401, "{\"detail\":\"who are you\"}");

    var ended = Run.at(agent).of("doctor");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out())
        .contains("n1: its agent could not be asked: who are you")
        .contains("MATRIARCH_RESTAPI_USERNAME");
  }

  @Test
  void clocks_that_differ_are_told() {
    agent
        .on("GET /cluster", 200, TWO)
        .on("POST /doctor", 200, WELL)
        .on("POST /doctor", 200, WELL.replace("1000,", "91000,"));

    var ended = Run.at(agent).of("doctor");

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out()).contains("the clocks of the nodes are 90000 ms apart");
  }
}
