package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member here, two in processes that can be stopped as a stalled host stops them. */
class PausedMembersIT {
  private static final MemberId HERE = TestGroup.member(1);

  /**
   * A new attempt more often than the election timeout keeps Ratis from looking for its majority.
   */
  private static final Duration IMPATIENT = Duration.ofMillis(300);

  private static final Duration START = Duration.ofSeconds(90);

  @TempDir Path directory;
  private final SortedMap<MemberId, ChildMember> children = new TreeMap<>();
  private @Nullable TestGroup group;

  @BeforeEach
  void a_group_of_processes() throws Exception {
    var members = new TestGroup(directory, 3, null);
    group = members;
    members.start(HERE);
    for (var id : members.peers().keySet()) {
      if (!id.equals(HERE)) {
        children.put(id, ChildMember.start(members.settings(id)));
      }
    }
    await().atMost(START).until(() -> here().leadership().leader().isPresent());
    assertThat(members.propose(HERE, TestGroup.config(1, "first")))
        .isInstanceOf(ProposeResult.Committed.class);
  }

  @AfterEach
  void stop() {
    children.values().forEach(ChildMember::close);
    group().close();
  }

  @Test
  void leader_without_majority_steps_down_although_it_is_written_to() throws Exception {
    lead(HERE);
    for (var child : children.values()) {
      child.signal("STOP");
    }

    var results = new ArrayList<CompletableFuture<ProposeResult>>();
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              results.add(
                  here().propose(TestGroup.config(2, "lonely"), IMPATIENT).toCompletableFuture());
              return !here().ratisSaysLeader();
            });

    for (var result : results) {
      assertThat(result.get(5, TimeUnit.SECONDS))
          .isInstanceOfAny(ProposeResult.OutcomeUnknown.class, ProposeResult.NotLeader.class);
    }
    for (var child : children.values()) {
      child.signal("CONT");
    }
    await().atMost(TestGroup.LIMIT).until(() -> here().leadership().leader().isPresent());
    var version = here().applied().state().config().version();
    assertThat(version).isBetween(2L, 3L);
  }

  @Test
  void deposed_leader_gets_nothing_committed_and_catches_up_after_a_long_pause() throws Exception {
    var deposed = children.firstKey();
    lead(deposed);
    child(deposed).signal("STOP");
    child(deposed).put("propose 2 stale");
    await()
        .atMost(TestGroup.LIMIT)
        .until(() -> here().leadership().leader().filter(l -> !l.equals(deposed)).isPresent());
    assertThat(group().propose(HERE, TestGroup.config(2, "fresh")))
        .isInstanceOf(ProposeResult.Committed.class);

    child(deposed).signal("CONT");

    assertThat(child(deposed).answer()).doesNotStartWith("Committed");
    await().atMost(TestGroup.LIMIT).until(() -> child(deposed).ask("version").equals("3"));
    assertThat(child(deposed).ask("propose 3 again")).startsWith("Committed");
    group().awaitConfigVersion(HERE, 4);
  }

  @Test
  void members_killed_at_once_come_back_with_everything_that_was_committed() throws Exception {
    for (int i = 2; i <= 6; i++) {
      assertThat(group().propose(HERE, TestGroup.config(i, "v" + i)))
          .isInstanceOf(ProposeResult.Committed.class);
    }
    for (var id : children.keySet()) {
      child(id).close();
      children.put(id, ChildMember.start(group().settings(id)));
    }

    for (var id : children.keySet()) {
      await().atMost(START).until(() -> child(id).ask("version").equals("7"));
    }
    await().atMost(TestGroup.LIMIT).until(() -> here().leadership().leader().isPresent());
    assertThat(group().propose(HERE, TestGroup.config(7, "on")))
        .isInstanceOf(ProposeResult.Committed.class);
  }

  private void lead(MemberId wanted) {
    await()
        .atMost(TestGroup.LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (leads(wanted)) {
                return true;
              }
              here().transferLeadership(wanted);
              for (var child : children.values()) {
                child.ask("transfer " + wanted);
              }
              return false;
            });
  }

  private boolean leads(MemberId id) throws IOException {
    return id.equals(HERE)
        ? here().leadership().leadsHere()
        : child(id).ask("leads").equals("true");
  }

  private ChildMember child(MemberId id) {
    return Objects.requireNonNull(children.get(id));
  }

  private RatisClusterLog here() {
    return group().log(HERE);
  }

  private TestGroup group() {
    return Objects.requireNonNull(group);
  }
}
