package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.Timing;
import org.junit.jupiter.api.Test;

class TurnTimesTest {
  private final TurnTimes times = new TurnTimes();

  @Test
  void nothing_is_known_before_the_first_turn() {
    assertThat(times.timing()).isEqualTo(Timing.NONE);
  }

  @Test
  void the_slowest_and_what_nearly_all_took() {
    for (int i = 1; i <= 200; i++) {
      times.add(i * 1_000_000L);
    }
    assertThat(times.timing()).isEqualTo(new Timing(200, 0.198, 0.2));
  }

  @Test
  void old_turns_are_forgotten_and_still_counted() {
    times.add(5_000_000_000L);
    for (int i = 0; i < 1024; i++) {
      times.add(1_000_000L);
    }
    assertThat(times.timing()).isEqualTo(new Timing(1025, 0.001, 0.001));
  }
}
