package io.matriarch.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LifelineTest {
  private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

  @Test
  void ready_is_said_by_the_loop_and_not_before_it_runs() throws Exception {
    try (var lifeline = begin(Duration.ofHours(1))) {
      assertThat(told).isEmpty();

      next().run();

      assertThat(told.poll()).isEqualTo("READY=1\nSTATUS=n1: primary");
      lifeline.stopping();
      assertThat(told.poll()).startsWith("STOPPING=1\n");
    }
  }

  @Test
  void a_loop_that_hangs_gives_no_sign_of_life() throws Exception {
    try (var lifeline = begin(Duration.ofMillis(1))) {
      next().run();
      told.clear();

      var sign = next();
      next();
      assertThat(told).as("while the loop runs nothing").isEmpty();

      sign.run();
      assertThat(told.poll()).isEqualTo("WATCHDOG=1\nSTATUS=n1: primary");
      assertThat(lifeline).isNotNull();
    }
  }

  @Test
  void three_signs_fit_into_the_time_that_systemd_waits_for_one() {
    assertThat(Lifeline.every("30000000")).isEqualTo(Duration.ofSeconds(10));
    assertThat(Lifeline.every("no number")).isEqualTo(Lifeline.every(null));
  }

  @Test
  void without_systemd_nothing_is_sent() {
    try (var lifeline = Lifeline.begin(name -> null, loop::add, () -> "")) {
      lifeline.stopping();
    }
    assertThat(loop).isEmpty();
  }

  private Lifeline begin(Duration every) {
    return Lifeline.begin(every, loop::add, () -> "n1:\nprimary", told::add);
  }

  private Runnable next() throws InterruptedException {
    var message = loop.poll(10, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }
}
