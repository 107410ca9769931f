package io.matriarch.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupportBundleTest {
  /** Not like any other word, so that it is found wherever it leaks. */
  private static final String PLANTED = "hunter2-Zq9/\"x'";

  private static final String ONE =
      """
      {"members":[
       {"name":"n1","role":"leader","state":"running","api_url":"THIS_AGENT/patroni"}],
       "scope":"demo"}
      """;

  @TempDir private Path folder;
  private final FakeAgent agent = new FakeAgent();

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void it_holds_what_the_agents_say_and_why_something_is_missing() throws Exception {
    agent
        .on("GET /cluster", 200, ONE)
        .on("GET /history", 200, Clusters.HISTORY)
        .on("GET /history/extended", 200, Clusters.ACCOUNT)
        .on("GET /config", 200, "{\"ttl\":5}")
        .on("GET /config/history", 500, "{\"detail\":\"broken\"}")
        .on("GET /patroni", 200, "{\"state\":\"running\"}")
        .on("GET /explain", 200, Clusters.EXPLAIN)
        .on("GET /metrics", 200, "# HELP patroni_up x\npatroni_up 1\n")
        .on("POST /doctor", 200, "{\"clock_ms\":1}");

    var ended = bundle();

    assertThat(ended.code()).isZero();
    var files = unpacked();
    assertThat(files.keySet())
        .containsExactly(
            "cluster/config.json",
            "cluster/history.json",
            "cluster/history/extended.json",
            "manifest.json",
            "nodes/n1/cluster.json",
            "nodes/n1/doctor.json",
            "nodes/n1/explain.json",
            "nodes/n1/metrics.txt",
            "nodes/n1/patroni.json");
    assertThat(files.get("manifest.json")).contains("\"cluster/config/history.json\": \"broken\"");
    assertThat(files.get("nodes/n1/metrics.txt")).contains("patroni_up 1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive())))
        .isEqualTo("rw-------");
  }

  @Test
  void a_password_leaks_from_nowhere() throws Exception {
    var json = PLANTED.replace("\"", "\\\"");
    agent
        .on(
            "GET /cluster",
            200,
            ONE.replace("}],", ",\"trouble\":\"login as x with " + json + "\"}],"))
        .on(
            "GET /config",
            200,
            """
            {"postgresql":{"parameters":{
               "archive_command":"AWS_SECRET_ACCESS_KEY='SEEN1x' wal-g push --token SEEN2x %p",
               "primary_conninfo":"host=a user=r password=SEEN3x sslmode=require"},
              "pg_hba":["host all all all ldap ldapbindpasswd=\\"SEEN4x\\""]},
             "standby_cluster":{"dsn":"postgresql://rep:SEEN5x@h:5432/x"},
             "api_token":"SEEN6x","nested":{"Passphrase":["SEEN7x"]}}
            """)
        .on("GET /config/history", 200, "[{\"pointer\":\"/a/password\",\"old\":\"SEEN8x\"}]")
        .on("GET /patroni", 200, "{\"note\":\"Authorization: Basic U0VFTjl4U0VFTjl4\"}")
        .on("GET /metrics", 200, "x{password=\"SEENAx\"} 1");
    var passwordFile = Files.writeString(folder.resolve("pw"), "SEENBx\n");
    var config =
        Files.writeString(
            folder.resolve("n1.yml"),
            """
            restapi: {authentication: {username: u, password_file: %s}}
            postgresql: {authentication: {superuser: {username: postgres, password: %s}}}
            """
                .formatted(passwordFile, "'" + PLANTED.replace("'", "''") + "'"));
    var log =
        Files.writeString(
            folder.resolve("agent.log"),
            "connect %s\nold one SEENBx\nMATRIARCH_X_PASSWORD=SEENCx\n-----BEGIN PRIVATE KEY-----\nSEENDx\n-----END"
                .formatted(PLANTED));

    var ended =
        Run.at(agent)
            .env("MATRIARCH_RESTAPI_PASSWORD", "SEENEx")
            .of(
                "support-bundle",
                "-u",
                agent.url(),
                "-c",
                config.toString(),
                "--log",
                log.toString(),
                "-o",
                archive().toString());

    assertThat(ended.code()).isZero();
    var files = unpacked();
    assertThat(files).containsKeys("this-machine/configuration.yml", "logs/agent.log");
    for (var file : files.entrySet()) {
      assertThat(file.getValue())
          .as(file.getKey())
          .doesNotContain("hunter2")
          .doesNotContain("SEEN")
          .doesNotContain("U0VFTj");
    }
    assertThat(ended.out() + ended.err()).doesNotContain("hunter2").doesNotContain("SEEN");
    assertThat(files.get("cluster/config.json"))
        .contains("host=a user=r password=[redacted] sslmode=require")
        .contains("postgresql://rep:[redacted]@h:5432/x");
  }

  @Test
  void it_is_written_without_any_agent_and_says_so() throws Exception {
    var ended =
        new Run().of("support-bundle", "-u", FakeAgent.nobody(), "-o", archive().toString());

    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(unpacked().get("manifest.json")).contains("no agent answers");
  }

  @Test
  void what_is_there_is_not_written_over() throws Exception {
    Files.writeString(archive(), "mine");
    agent.on("GET /cluster", 200, ONE);

    assertThat(bundle().code()).isEqualTo(ExitCode.REFUSED);
    assertThat(archive()).hasContent("mine");
  }

  private Run.Ended bundle() {
    return Run.at(agent).of("support-bundle", "-o", archive().toString());
  }

  private Path archive() {
    return folder.resolve("b.tar.gz");
  }

  /** As tar reads it: sums are right, names and sizes where they belong. */
  private Map<String, String> unpacked() throws IOException {
    var files = new TreeMap<String, String>();
    try (var in = new GZIPInputStream(Files.newInputStream(archive()))) {
      for (var header = in.readNBytes(512); header[0] != 0; header = in.readNBytes(512)) {
        assertThat(Long.parseLong(text(header, 148, 6), 8)).isEqualTo(sum(header));
        assertThat(text(header, 257, 5)).isEqualTo("ustar");
        int size = Integer.parseInt(text(header, 124, 11), 8);
        files.put(text(header, 0, 100), new String(in.readNBytes(size), UTF_8));
        in.readNBytes(Math.floorMod(-size, 512));
      }
    }
    return files;
  }

  private static long sum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < header.length; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static String text(byte[] header, int at, int length) {
    return new String(header, at, length, UTF_8).replace("\0", "");
  }
}
