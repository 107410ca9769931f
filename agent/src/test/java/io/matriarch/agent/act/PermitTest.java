package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PermitTest {
  @Test
  void irreversible_step_needs_the_reason_to_hold_still() {
    new Permit(() -> true).confirm();

    assertThatThrownBy(() -> new Permit(() -> false).confirm()).isInstanceOf(Abandoned.class);
  }

  @Test
  void withdrawn_permit_ends_even_a_wait() {
    var permit = new Permit(() -> true);
    permit.withdraw();

    assertThatThrownBy(() -> permit.await(Duration.ofMinutes(1), () -> false))
        .isInstanceOf(Abandoned.class);
  }

  @Test
  void wait_ends_at_its_limit() throws Exception {
    assertThat(new Permit(() -> true).await(Duration.ofMillis(20), () -> false)).isFalse();
  }
}
