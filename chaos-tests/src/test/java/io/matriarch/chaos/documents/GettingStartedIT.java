package io.matriarch.chaos.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.lab.Assume;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first section of "five minutes", typed: the demo, and beside it each command that the page
 * names, in a network namespace of its own.
 */
@Tag("long")
class GettingStartedIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/getting-started.md");

  @Test
  void commands_of_the_page_do_what_it_says(@TempDir Path temp) throws Exception {
    Assume.assumeHosts();
    Assumptions.assumeTrue(
        Files.exists(ROOT.resolve("packaging/target/matriarch/.built")), "./matriarch build first");
    var page = Files.readString(PAGE);
    var blocks = CodeBlock.in(page.substring(0, page.indexOf("## On three")));
    assertThat(blocks).hasSize(2);
    assertThat(blocks.get(0).commands()).containsExactly("./matriarch demo");
    assertThat(blocks.get(1).commands()).hasSizeGreaterThanOrEqualTo(3);

    var script = temp.resolve("typed");
    Files.writeString(
        script,
        """
        set -euo pipefail
        cd "$1"
        ip link set lo up
        ./matriarch demo --fresh --dir "$2" >"$2.log" 2>&1 </dev/null &
        demo=$!
        trap 'kill -TERM $demo; wait $demo || :; rm -rf "$2" "$2.log"' EXIT
        for _ in $(seq 120); do
          if ./matriarch ctl -u http://127.0.0.1:8008 status >/dev/null 2>&1; then break; fi
          kill -0 $demo
          sleep 0.5
        done
        """
            + String.join("\n", blocks.get(1).commands())
            + "\n./matriarch ctl -u http://127.0.0.1:8008 wait healthy\necho as the page says\n");
    var log = temp.resolve("log");
    var run =
        new ProcessBuilder(
                "unshare",
                "-n",
                "bash",
                "-x",
                script.toString(),
                ROOT.toString(),
                "/var/tmp/matriarch-typed-" + ProcessHandle.current().pid())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = run.waitFor(150, TimeUnit.SECONDS);
    if (!ended) {
      run.destroy();
    }

    assertThat(ended).as("%s", Files.readString(log)).isTrue();
    assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("as the page says\n");
    assertThat(run.exitValue()).isZero();
  }
}
