package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.LogEvent;
import io.matriarch.raft.ProposeResult;
import io.matriarch.raft.codec.Marker;
import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member whose disk is not what it was. */
class LostLogIT {
  @TempDir Path directory;
  private @Nullable TestGroup opened;
  private MemberId victim = TestGroup.member(1);
  private String oldPeer = "";

  @BeforeEach
  void a_group_with_a_stopped_follower() throws Exception {
    opened = TestGroup.started(directory);
    var group = group();
    victim = group.follower();
    for (int i = 1; i <= 10; i++) {
      assertThat(group.propose(victim, TestGroup.config(i, "v" + i)))
          .isInstanceOf(ProposeResult.Committed.class);
    }
    group.stop(victim);
    oldPeer = peer();
  }

  @AfterEach
  void stop() {
    group().close();
  }

  private TestGroup group() {
    return Objects.requireNonNull(opened);
  }

  @Test
  void wiped_voter_rejoins_under_a_new_incarnation() throws Exception {
    Durable.deleteTree(group().directory(victim));

    group().start(victim);

    rejoined();
  }

  @Test
  void voter_that_lost_its_segments_does_not_start_with_an_empty_vote() throws Exception {
    Files.delete(openSegment());

    group().start(victim);

    rejoined();
    assertThat(group().events(victim)).anyMatch(e -> troubleOf(e).contains("but index"));
  }

  @Test
  void bit_flip_in_the_middle_is_refused_with_the_file_and_the_place() throws Exception {
    try (var file = new RandomAccessFile(openSegment().toFile(), "rw")) {
      file.seek(200);
      int b = file.read();
      file.seek(200);
      file.write(b ^ 0x10);
    }

    group().start(victim);

    rejoined();
    assertThat(group().events(victim))
        .anyMatch(
            e -> troubleOf(e).matches("(?s).*log_inprogress_0: no readable entry at byte .*"));
    assertThat(group().directory(victim).resolve("damaged")).isDirectory();
  }

  @Test
  void torn_tail_is_cut_off_and_the_next_write_heals_the_member() throws Exception {
    var lastByte = lastUsedByte(openSegment());
    try (var file = new RandomAccessFile(openSegment().toFile(), "rw")) {
      file.seek(lastByte - 9);
      file.write(new byte[10]);
    }
    promiseLess();

    group().start(victim);
    group().awaitLeader();
    assertThat(group().propose(group().awaitLeader(), TestGroup.config(11, "healed")))
        .isInstanceOf(ProposeResult.Committed.class);

    group().awaitConfigVersion(victim, 12);
    assertThat(peer()).isEqualTo(oldPeer);
  }

  private void rejoined() throws Exception {
    await()
        .atMost(TestGroup.LIMIT)
        .until(() -> group().log(victim).leadership().health() == Health.ALIVE);
    group().awaitConfigVersion(victim, 11);
    assertThat(peer()).isNotEqualTo(oldPeer).startsWith(victim + "-");
    assertThat(group().log(group().awaitLeader()).voters())
        .hasSize(3)
        .contains(peer())
        .doesNotContain(oldPeer);
    assertThat(group().propose(victim, TestGroup.config(11, "back")))
        .isInstanceOf(ProposeResult.Committed.class);
  }

  /** The torn entry was acknowledged in this test, which a real torn write is not. */
  private void promiseLess() throws Exception {
    var file = group().directory(victim).resolve("agent-raft.json");
    var marker = Marker.decode(Files.readAllBytes(file));
    Files.write(file, marker.at(marker.term(), marker.index() - 2, marker.group()).encode());
  }

  private String peer() throws Exception {
    return Marker.decode(Files.readAllBytes(group().directory(victim).resolve("agent-raft.json")))
        .peer();
  }

  private Path openSegment() throws IOException {
    try (var files = Files.walk(group().directory(victim))) {
      return files
          .filter(f -> String.valueOf(f.getFileName()).startsWith("log_inprogress_"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static long lastUsedByte(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    int last = bytes.length - 1;
    while (bytes[last] == 0) {
      last--;
    }
    return last;
  }

  private static String troubleOf(LogEvent event) {
    return event instanceof LogEvent.LeadershipChanged c
        ? Objects.requireNonNullElse(c.leadership().trouble(), "")
        : "";
  }
}
