package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.MemberId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings of a node that no test starts. */
final class NodeSettings {
  private NodeSettings() {}

  static PostgresSettings with(Map<String, String> parameters, List<String> pgHba) {
    return with(parameters, pgHba, Path.of("/data"));
  }

  static PostgresSettings with(Map<String, String> parameters, List<String> pgHba, Path data) {
    return new PostgresSettings(
        new MemberId("n1"),
        List.of("10.0.0.1", "127.0.0.1"),
        5433,
        new HostPort("10.0.0.1", 5433),
        new PostgresSettings.Paths(data, Path.of("/bin"), Path.of("/run/m"), Path.of("/state")),
        new PostgresSettings.Logins(
            new Credentials("postgres", new Secret("p:w")),
            new Credentials("replicator", new Secret("r\\w")),
            new Credentials("postgres", new Secret("p:w"))),
        new TreeMap<>(parameters),
        pgHba,
        List.of());
  }
}
