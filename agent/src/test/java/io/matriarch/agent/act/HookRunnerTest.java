package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.Secret;
import io.matriarch.agent.script.Bootstrap;
import io.matriarch.agent.script.Callback;
import io.matriarch.agent.script.Hooks;
import io.matriarch.agent.script.OwnCommand;
import io.matriarch.agent.script.Scripts;
import io.matriarch.statemachine.model.MemberId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked before a promotion may refuse it, and may hold up nothing else. */
@Timeout(30)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HookRunnerTest {
  private static final Path NOWHERE = Path.of("/nonexistent");
  private static final Duration LONG = Duration.ofDays(1);

  private final TreeMap<Callback, List<String>> callbacks = new TreeMap<>();

  /** Asked by {@code script} before a promotion, for {@code limit}. */
  private HookRunner runner(String script, Duration limit) {
    var hooks = new Hooks(callbacks, LONG, List.of("/bin/sh", "-c", script), List.of(), limit);
    var nobody = new Credentials("postgres", new Secret(""));
    var settings =
        new PostgresSettings(
            new MemberId("n1"),
            List.of("127.0.0.1"),
            5432,
            new HostPort("127.0.0.1", 5432),
            new PostgresSettings.Paths(NOWHERE, NOWHERE, NOWHERE, NOWHERE),
            new PostgresSettings.Logins(nobody, nobody, nobody),
            new TreeMap<>(),
            List.of(),
            List.of(),
            Set.of(),
            "demo",
            new Scripts(List.of(OwnCommand.BASE_BACKUP), List.of(), hooks),
            Bootstrap.INITDB);
    return new HookRunner(() -> settings, () -> {});
  }

  @Test
  void hook_that_says_no_refuses_with_its_words() throws Exception {
    assertThat(runner("echo the mount is gone; exit 3", LONG).refusesPromotion(() -> false))
        .contains("code 3")
        .contains("the mount is gone");
    assertThat(runner("exit 0", LONG).refusesPromotion(() -> false)).isNull();
  }

  /** It is broken, which nobody should be without a primary for. */
  @Test
  void hook_that_does_not_answer_in_time_has_not_refused() throws Exception {
    var runner = runner("exec tail -f /dev/null", Duration.ofMillis(300));

    assertThat(runner.refusesPromotion(() -> false)).isNull();
    assertThat(runner.results())
        .singleElement()
        .satisfies(r -> assertThat(r.outcome()).startsWith("timed_out"));
  }

  @Test
  void hook_is_given_up_when_a_fence_comes() throws Exception {
    var runner = runner("exec tail -f /dev/null", LONG);

    assertThat(runner.refusesPromotion(() -> true)).isNull();
    assertThat(runner.results())
        .singleElement()
        .satisfies(r -> assertThat(r.outcome()).startsWith("abandoned"));
  }

  /** The last word is about the present. */
  @Test
  void callback_that_still_runs_ends_when_the_next_is_told() {
    callbacks.put(Callback.ON_START, List.of("/bin/sh", "-c", "exec tail -f /dev/null"));
    callbacks.put(Callback.ON_STOP, List.of("/bin/sh", "-c", "exit 0"));
    var runner = runner("exit 0", LONG);

    runner.tell(Callback.ON_START, "primary");
    runner.tell(Callback.ON_STOP, "primary");

    Awaitility.await().until(() -> runner.results().size() == 2);
    assertThat(runner.results())
        .anySatisfy(
            r -> {
              assertThat(r.hook()).isEqualTo("on_start");
              assertThat(r.outcome()).startsWith("abandoned");
            });
  }
}
