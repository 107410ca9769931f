package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleDutyTest {
  private static final long AT = 1_800_000_000_000L;

  private final OneMemberLog log = new OneMemberLog();
  private long nanos = 77;
  private long wallMillis = AT - 1;
  private final ScheduleDuty duty =
      new ScheduleDuty(log, () -> nanos, () -> Instant.ofEpochMilli(wallMillis), Runnable::run);

  @BeforeEach
  void schedule() {
    log.apply(
        new Command.ScheduleSwitchover(
            new ScheduledSwitchover("later", OneMemberLog.A, OneMemberLog.B, AT, "alice")));
  }

  @Test
  void nothing_is_asked_for_before_its_time() {
    turn();
    assertThat(log.proposed).isEmpty();
  }

  @Test
  void the_switchover_is_asked_for_once_when_its_time_has_come() {
    wallMillis = AT;
    turn();
    turn();
    assertThat(log.proposed)
        .singleElement()
        .isInstanceOfSatisfying(
            Command.RequestOperation.class,
            c -> {
              assertThat(c.operationId()).isEqualTo("later");
              assertThat(c.candidate()).isEqualTo(OneMemberLog.B);
              assertThat(c.expected()).isEqualTo(new Epoch(1));
            });
    assertThat(log.state.scheduled()).isNull();
    assertThat(log.state.operation()).isNotNull();
  }

  @Test
  void only_the_raft_leader_asks() {
    log.leads = false;
    wallMillis = AT;
    turn();
    assertThat(log.proposed).isEmpty();
  }

  @Test
  void in_a_pause_it_lapses() {
    log.apply(
        new Command.ChangeConfig(
            1, ConfigValue.Tree.EMPTY.with("pause", new ConfigValue.Flag(true)), "test"));
    lapses();
  }

  @Test
  void nobody_is_surprised_by_an_old_wish() {
    wallMillis = AT + Duration.ofMinutes(6).toMillis();
    turn();
    assertThat(log.state.scheduled()).isNull();
    assertThat(log.state.operation()).isNull();
  }

  @Test
  void it_lapses_where_another_is_primary_by_then() {
    var lease = log.state.lease();
    log.apply(new Command.ExpireLease(new Epoch(1), lease == null ? 0 : lease.renewal(), "silent"));
    lapses();
  }

  private void lapses() {
    wallMillis = AT;
    turn();
    assertThat(log.proposed).singleElement().isInstanceOf(Command.UnscheduleSwitchover.class);
    assertThat(log.state.scheduled()).isNull();
  }

  private void turn() {
    nanos += Duration.ofSeconds(2).toNanos();
    duty.turn(new Turn(nanos, log.applied(), log.leadership(), Milestones.NONE));
  }
}
