package io.matriarch.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.OpHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private final String page = ReportPage.of(MadeRun.run());

  @Test
  void the_page_needs_nothing_but_itself() {
    assertThat(page)
        .startsWith("<!doctype html>")
        .doesNotContain("http://", "https://", "src=", "<link", "@import", "url(");
  }

  @Test
  void what_comes_from_elsewhere_is_text_and_never_markup() {
    assertThat(page)
        .contains("&lt;b&gt;100&lt;/b&gt;", "2 processors &lt;stolen&gt; &amp; shared")
        .doesNotContain("<b>100</b>", "<stolen>");
  }

  @Test
  void faults_roles_lease_leader_verdicts_and_outages_are_there() {
    assertThat(page)
        .contains("power loss n1", "switchover", "primary, timeline 2", "n3, epoch 3", "n3, term 4")
        .contains("registers/linearizable", "797 instead of 800", "more than 300000")
        .contains("bank-serializable", "all together", "kill postmaster n1");
  }

  @Test
  void every_bracket_is_closed() {
    for (var tag : List.of("div", "table", "tr", "td", "svg", "section", "ul", "li", "span")) {
      assertThat(count(page, "<" + tag + "[ >]")).as(tag).isEqualTo(count(page, "</" + tag + ">"));
    }
    assertThat(page).doesNotContain("NaN", "Infinity");
  }

  @Test
  void a_run_that_ended_before_it_began_has_a_page_too() {
    var empty =
        new RunRecord(
            "nothing",
            Instant.EPOCH,
            Duration.ZERO,
            new TreeMap<>(),
            List.of("n1"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new TreeMap<>(),
            new TreeMap<>());

    assertThat(ReportPage.of(empty))
        .contains("<h1>nothing", "There was none.")
        .doesNotContain("NaN");
  }

  @Test
  void the_worst_verdict_is_the_verdict_of_the_run() {
    var verdicts = new TreeMap<String, Verdict>();
    assertThat(Verdicts.worst(verdicts)).isInstanceOf(Verdict.Unknown.class);
    verdicts.put("a", Verdict.valid());
    assertThat(Verdicts.worst(verdicts)).isInstanceOf(Verdict.Valid.class);
    verdicts.put("b", Verdict.unknown("why"));
    assertThat(Verdicts.worst(verdicts)).isInstanceOf(Verdict.Unknown.class);
    verdicts.put("c", Verdict.invalid("lost", "1"));
    assertThat(Verdicts.worst(verdicts)).isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void silence_is_an_outage_also_to_the_end_and_counts_against_availability() {
    var traffic = Traffic.of(MadeRun.run().histories().values(), Duration.ofSeconds(180));

    assertThat(traffic.outages())
        .extracting(outage -> Math.round(outage.length().toMillis() / 1e3))
        .containsExactly(4L, 3L);
    assertThat(traffic.availability()).isBetween(0.955, 0.965);
    assertThat(traffic.latencyMillis(0.5)).isBetween(2.0, 8.0);
    var longer = Traffic.of(MadeRun.run().histories().values(), Duration.ofSeconds(200));
    assertThat(longer.outages())
        .last()
        .satisfies(o -> assertThat(o.length()).isGreaterThan(Duration.ofSeconds(19)));
    assertThat(Traffic.of(List.of(new OpHistory(List.of())), Duration.ofSeconds(1)).availability())
        .isZero();
  }

  @Test
  void looks_that_agree_are_joined_and_a_long_silence_between_them_is_a_hole() {
    long s = MadeRun.SECOND;
    var spans =
        Span.of(
            List.of(
                new Span.Look<>(1 * s, "a"),
                new Span.Look<>(0, "a"),
                new Span.Look<>(2 * s, "b"),
                new Span.Look<>(60 * s, "b")),
            61 * s);

    assertThat(spans)
        .containsExactly(
            new Span<>("a", 0, 2 * s),
            new Span<>("b", 2 * s, 7 * s),
            new Span<>("b", 60 * s, 61 * s));
  }

  private static long count(String text, String regex) {
    return Pattern.compile(regex).matcher(text).results().count();
  }
}
