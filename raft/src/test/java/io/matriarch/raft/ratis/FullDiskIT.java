package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.ProposeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member's directory is a small file system that can be filled; needs the right to mount. */
class FullDiskIT {
  @TempDir Path directory;
  private @Nullable TestGroup group;

  @BeforeEach
  void a_group_with_one_small_disk() throws Exception {
    var members = new TestGroup(directory, 3, null);
    var small = Files.createDirectories(members.directory(TestGroup.member(1)));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", small.toString());
    assumeTrue(mounted, "SKIPPED: this user may not mount a tmpfs, a full disk was not tested");
    group = members;
    members.startAll();
    members.awaitLeader();
  }

  @AfterEach
  void stop() throws Exception {
    if (group != null) {
      group.close();
      run("umount", "-l", group.directory(TestGroup.member(1)).toString());
    }
  }

  @Test
  void member_with_a_full_disk_says_so_and_recovers_by_itself_when_there_is_space()
      throws Exception {
    var members = Objects.requireNonNull(group);
    var full = TestGroup.member(1);
    var filler = members.directory(full).resolve("filler");
    fill(filler);
    long version = 1;
    for (int i = 0; i < 40; i++) {
      var text = "x".repeat(20_000);
      if (members.propose(TestGroup.member(2), TestGroup.config(version, text))
          instanceof ProposeResult.Committed) {
        version++;
      }
    }
    await()
        .atMost(TestGroup.LIMIT)
        .until(() -> members.log(full).leadership().health() == Health.RECOVERING);
    await()
        .atMost(TestGroup.LIMIT)
        .untilAsserted(
            () ->
                assertThat(members.log(full).leadership().trouble())
                    .contains(members.directory(full).toString())
                    .contains("cannot be used"));

    Files.delete(filler);

    await()
        .atMost(TestGroup.LIMIT)
        .until(() -> members.log(full).leadership().health() == Health.ALIVE);
    members.awaitConfigVersion(
        full, members.log(TestGroup.member(2)).applied().state().config().version());
    assertThat(
            members.propose(
                full,
                TestGroup.config(members.log(full).applied().state().config().version(), "back")))
        .isInstanceOf(ProposeResult.Committed.class);
  }

  private static void fill(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      var block = new byte[64 * 1024];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
