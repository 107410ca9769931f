package io.matriarch.chaos.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.ctl.command.Ctl;
import io.matriarch.ctl.terminal.Pacing;
import io.matriarch.ctl.terminal.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code init} writes the agents read: neither knows the other's code. */
class InitializedNodesTest {
  @Test
  void agents_take_the_files_that_init_makes(@TempDir Path temp) {
    var dir = temp.resolve("nodes");
    var nodes = "on=10.0.0.1,b=db2.example,c=[fd00::3],d4=10.0.0.4,null=10.0.0.5";

    assertThat(run("init", "--nodes", nodes, "--witness", "c", "--dir", dir.toString())).isZero();

    for (var name : new String[] {"on", "b", "c", "d4", "null"}) {
      var folder = dir.resolve(name);
      var read = ConfigFile.read(folder.resolve("matriarch.yml"), where(folder));
      assertThat(read).as(name).isInstanceOf(ParsedConfig.Valid.class);
      var config = ((ParsedConfig.Valid) read).config();
      assertThat(config.name().value()).isEqualTo(name);
      assertThat(config.raft().peers()).hasSize(5);
      assertThat(config.raft().tls()).as("Raft speaks TLS").isNotNull();
      assertThat(config.isWitness()).isEqualTo(name.equals("c"));
    }
  }

  /** On the node they are in /etc/matriarch. */
  private static Map<String, String> where(Path folder) {
    return Map.of(
        "MATRIARCH_RESTAPI_CERTFILE", folder.resolve("node.crt").toString(),
        "MATRIARCH_RESTAPI_KEYFILE", folder.resolve("node.key").toString(),
        "MATRIARCH_RESTAPI_CAFILE", folder.resolve("ca.crt").toString());
  }

  private static int run(String... arguments) {
    var out = new PrintWriter(new StringWriter());
    var terminal = new Terminal(out, out, new BufferedReader(new StringReader("")), false);
    return Ctl.run(terminal, Pacing.real(), Map.of(), arguments);
  }
}
