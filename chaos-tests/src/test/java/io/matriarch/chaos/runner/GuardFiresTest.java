package io.matriarch.chaos.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.fault.Fault;
import io.matriarch.chaos.fault.Schedule;
import io.matriarch.chaos.fault.Target;
import io.matriarch.chaos.runner.GuardFires.Hindrance;
import io.matriarch.statemachine.model.LeaseTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardFiresTest {
  private static final String LOG =
      """
      2026-11-22T10:00:00Z guard 12 fired: epoch 2, began 400 ms and was done 380 ms before the deadline, SIGQUIT to 33 34, SIGKILL to none
      2026-11-22T10:05:00Z guard 13 fired: epoch 3, began 400 ms and was done 390 ms before the deadline, SIGQUIT to none, SIGKILL to none
      2026-11-22T10:06:00Z guard 14 does not start: guard 13 counts for /x
      """;
  private static final Instant FIRED = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void guard_with_something_to_kill_beside_an_agent_that_nothing_hindered_is_found() {
    assertThat(GuardFires.unexplained(LOG, "", List.of())).containsExactly(FIRED);
  }

  @Test
  void paused_agent_explains_it() {
    var paused = new Hindrance(FIRED.minusSeconds(20), FIRED.minusSeconds(5));
    var longAgo = new Hindrance(FIRED.minusSeconds(40), FIRED.minusSeconds(30));

    assertThat(GuardFires.unexplained(LOG, "", List.of(paused))).isEmpty();
    assertThat(GuardFires.unexplained(LOG, "", List.of(longAgo))).containsExactly(FIRED);
  }

  /** As in seed 547: a server stood still, was promoted, and lost its lease to a lossy network. */
  @Test
  void lease_that_was_renewed_after_a_hindrance_ended_without_one() {
    var before = new Hindrance(FIRED.minusSeconds(16), FIRED.minusMillis(6_750));

    assertThat(GuardFires.unexplained(LOG, "", List.of(before))).containsExactly(FIRED);
  }

  @Test
  void fence_that_began_before_the_guard_and_was_slower_explains_it() {
    var log = "2026-11-22T%sZ INFO  acting act=\"Fence\" epoch=\"2\" reason=\"no lease\"\n";

    assertThat(GuardFires.unexplained(LOG, log.formatted("09:59:58.100"), List.of())).isEmpty();
    assertThat(GuardFires.unexplained(LOG, log.formatted("09:59:40.100"), List.of()))
        .containsExactly(FIRED);
    assertThat(GuardFires.unexplained(LOG, log.formatted("10:00:05.100"), List.of()))
        .containsExactly(FIRED);
  }

  @Test
  void cut_of_the_network_is_no_excuse() {
    assertThat(GuardFires.hinders(new Fault.Pause(Fault.Part.AGENT, Target.PRIMARY))).isTrue();
    assertThat(
            GuardFires.hinders(
                new Fault.Cut(Fault.Shape.AROUND, Fault.Traffic.ALL, Target.PRIMARY)))
        .isFalse();
  }

  @Test
  void kept_schedule_ends_leases_and_hinders_no_agent() throws IOException {
    var text = Files.readString(Path.of("src/test/resources/chaos/primary-cut-off.txt"));
    var entries = Schedule.read(text).entries();

    assertThat(entries).isNotEmpty();
    assertThat(entries).noneMatch(entry -> GuardFires.hinders(entry.fault()));
    assertThat(entries)
        .allMatch(entry -> entry.lasts().compareTo(LeaseTerms.expiryWait(Setup.LEASE)) > 0);
  }
}
