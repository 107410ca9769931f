package io.matriarch.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That agents take what is written is shown where both are known: InitializedNodesTest. */
final class InitTest {
  private static final String THREE = "a=10.0.0.1,b=db2.example,c=[fd00::3]";

  @TempDir Path temp;

  @Test
  void each_node_gets_a_folder_of_its_own_and_the_authority_stays() throws IOException {
    var ended = init("--nodes", THREE, "--witness", "c");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("scp " + temp.resolve("nodes/a") + "/* root@10.0.0.1:");
    assertThat(temp.resolve("nodes/ca.key")).exists();
    for (var node : new String[] {"a", "b", "c"}) {
      var folder = temp.resolve("nodes").resolve(node);
      assertThat(folder.resolve("ca.key")).doesNotExist();
      for (var secret : new String[] {"matriarch.yml", "node.key"}) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(folder.resolve(secret))))
            .isEqualTo("rw-------");
      }
      new TlsFiles(
              folder.resolve("node.crt"),
              folder.resolve("node.key"),
              null,
              folder.resolve("ca.crt"))
          .context();
    }
    assertThat(text("a"))
        .contains("listen: \"10.0.0.1:8008\"")
        .contains("\"c\": \"[fd00::3]:7008\"")
        .contains("postgresql:");
    assertThat(text("c")).as("a witness").doesNotContain("postgresql:");
  }

  @Test
  void passwords_are_the_same_on_all_nodes_and_are_not_printed() throws IOException {
    var ended = init("--nodes", THREE);

    var password = text("a").lines().filter(l -> l.contains("superuser")).findFirst().orElse("");
    assertThat(password).containsPattern("password: \"[0-9a-f]{36}\"");
    assertThat(text("b")).contains(password);
    assertThat(ended.out()).doesNotContainPattern("[0-9a-f]{36}");
  }

  @Test
  void what_is_there_stays() throws IOException {
    init("--nodes", THREE);
    var before = text("a");

    var again = init("--nodes", THREE);

    assertThat(again.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(again.err()).contains("is not empty");
    assertThat(text("a")).isEqualTo(before);
  }

  @Test
  void what_cannot_be_a_cluster_is_wrong_usage() {
    assertThat(init("--nodes", "10.0.0.1,10.0.0.2").err()).contains("expected NAME=HOST");
    assertThat(init("--nodes", "a=h1,a=h2").err()).contains("found 'a=h2' again");
    assertThat(init("--nodes", "a=h1;rm").err()).contains("expected NAME=HOST");
    assertThat(init("--nodes", THREE, "--witness", "d").err()).contains("found d");
    assertThat(init("--nodes", "a=h1", "--witness", "a").code()).isEqualTo(ExitCode.USAGE);
    assertThat(init("--nodes", THREE, "--data-dir", "pg").err()).contains("absolute");
    assertThat(init("--nodes", THREE, "--raft-port", "5432").err()).contains("three different");
    assertThat(init("--nodes", THREE, "--scope", "a: b").err()).contains("--scope");
    assertThat(temp.resolve("nodes")).doesNotExist();
  }

  @Test
  void an_even_number_of_nodes_is_remarked_upon() {
    assertThat(init("--nodes", "a=h1,b=h2").out()).contains("an odd number of nodes");
  }

  private Run.Ended init(String... arguments) {
    var all = new String[arguments.length + 3];
    all[0] = "init";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--dir";
    all[all.length - 1] = temp.resolve("nodes").toString();
    return new Run().of(all);
  }

  private String text(String node) throws IOException {
    return Files.readString(temp.resolve("nodes").resolve(node).resolve("matriarch.yml"));
  }
}
