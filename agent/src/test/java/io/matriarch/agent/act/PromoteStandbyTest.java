package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.postgres.WrittenConfig;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PromoteStandbyTest {
  private static final String NOBODY = "ANY 1 (nobody)";

  /**
   * Its first commits would be acknowledged before the checkpointer has read whom they wait for.
   */
  @Test
  void server_that_waits_for_nobody_is_given_time_to_read_its_rule() {
    assertThat(PromoteStandby.mayWaitForNobody("", written(""))).isTrue();
    assertThat(PromoteStandby.mayWaitForNobody("", written(NOBODY))).isTrue();
  }

  /** Found by the simulator: the empty rule was written, and the answer is from before that. */
  @Test
  void answer_from_before_the_last_word_is_not_trusted() {
    assertThat(PromoteStandby.mayWaitForNobody(NOBODY, written(""))).isTrue();
  }

  /** Half a second of a failover is not spent for nothing. */
  @Test
  void server_whose_commits_wait_already_is_promoted_at_once() {
    assertThat(PromoteStandby.mayWaitForNobody(NOBODY, written(NOBODY))).isFalse();
  }

  private static WrittenConfig written(String rule) {
    return new WrittenConfig(3, "n1:5432", rule, "");
  }
}
