package io.matriarch.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.process.ProcessId;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import io.matriarch.statemachine.node.SqlAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatestLookTest {
  private static final DataDirectory EMPTY = new DataDirectory.Empty();
  private static final ProcessId FIRST = new ProcessId(10, 1);
  private static final ProcessId SECOND = new ProcessId(11, 2);
  private final AtomicLong now = new AtomicLong(-5_000);
  private final AtomicInteger changes = new AtomicInteger();
  private final LatestLook look =
      new LatestLook(now::incrementAndGet, EMPTY, Epoch.NONE, 7, changes::incrementAndGet);

  @Test
  void first_answer_ends_the_start() {
    look.started(FIRST);
    assertThat(look.seen().process()).isEqualTo(Process.STARTING);

    look.answered(FIRST, primary());

    assertThat(look.seen().process()).isEqualTo(Process.RUNNING);
    assertThat(look.seen().isPrimary()).isTrue();
    assertThat(changes).hasValue(2);
  }

  @Test
  void late_answer_of_the_server_before_is_not_taken() {
    look.started(FIRST);
    look.exited(FIRST, true, EMPTY);
    look.started(SECOND);

    look.answered(FIRST, primary());

    assertThat(look.seen().answer()).isNull();
    assertThat(look.seen().process()).isEqualTo(Process.STARTING);
  }

  @Test
  void question_stays_pending_from_the_first_that_was_not_answered() {
    look.started(FIRST);
    look.asked(FIRST, 100);
    look.failed(FIRST);
    look.asked(FIRST, 200);
    assertThat(look.seen().askedNanos()).isEqualTo(100);

    look.answered(FIRST, primary());

    assertThat(look.seen().askedNanos()).isNull();
  }

  @Test
  void end_forgets_answers_and_tells_an_accident_from_an_order() {
    look.started(FIRST);
    look.answered(FIRST, primary());
    look.exited(FIRST, true, EMPTY);

    assertThat(look.seen().process()).isEqualTo(Process.NONE);
    assertThat(look.seen().diedUnasked()).isTrue();
    assertThat(look.seen().isPrimary()).isFalse();

    look.started(SECOND);
    look.stopping(SECOND);
    assertThat(look.seen().process()).isEqualTo(Process.STOPPING);
    look.exited(SECOND, false, EMPTY);
    assertThat(look.seen().diedUnasked()).isFalse();
    assertThat(look.seen().parametersVersion()).isEqualTo(7);
  }

  @Test
  void stopping_server_that_still_answers_is_not_running() {
    look.started(FIRST);
    look.stopping(FIRST);
    look.answered(FIRST, primary());

    assertThat(look.seen().process()).isEqualTo(Process.STOPPING);
  }

  @Test
  void timeline_of_a_standby_outlives_its_receiver(@TempDir Path wal) {
    var timeline = new StandbyTimeline(wal);

    assertThat(timeline.of(2, 1, new Lsn(100), 1 << 24)).isEqualTo(2);
    assertThat(timeline.of(0, 1, new Lsn(200), 1 << 24)).isEqualTo(2);
  }

  @Test
  void timeline_of_a_restarted_standby_is_that_of_the_segment_it_wrote(@TempDir Path wal)
      throws Exception {
    Files.createFile(wal.resolve("000000030000000000000001"));
    // Without its history file it is what a promotion that came to nothing had copied.
    assertThat(new StandbyTimeline(wal).of(0, 2, new Lsn((1 << 24) + 9), 1 << 24)).isEqualTo(2);

    Files.writeString(wal.resolve("00000003.history"), "2\t0/1000008\tno recovery target\n");
    assertThat(new StandbyTimeline(wal).of(0, 2, new Lsn((1 << 24) + 9), 1 << 24)).isEqualTo(3);
    assertThat(new StandbyTimeline(wal).of(0, 2, new Lsn((2 << 24) + 9), 1 << 24)).isEqualTo(2);
  }

  private static SqlAnswer primary() {
    return new SqlAnswer(
        false,
        new WalPosition(1, new Lsn(8)),
        null,
        false,
        false,
        false,
        0,
        true,
        1,
        "",
        TimelineHistory.of(1),
        true,
        true,
        "",
        "",
        List.of(),
        150018,
        List.of());
  }
}
