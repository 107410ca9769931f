package io.matriarch.statemachine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CommitRuleTest {
  private static final List<MemberId> ALL =
      List.of(new MemberId("a"), new MemberId("b"), new MemberId("c"), new MemberId("d"));

  @Test
  void rule_keeps_a_promise_exactly_where_no_acknowledgement_can_break_it() {
    for (var names : subsets()) {
      for (int needed = 0; needed <= names.size(); needed++) {
        var rule = new CommitRule(needed, List.copyOf(names), false);
        for (var counted : subsets()) {
          for (int promised = 0; promised <= counted.size(); promised++) {
            var set = new SyncSet(new TreeSet<>(counted), promised);
            assertThat(rule.keeps(set))
                .as("%s keeps %s", rule.text(), set)
                .isEqualTo(everyAcknowledgementKeeps(rule, set));
          }
        }
      }
    }
  }

  @Test
  void electors_that_suffice_meet_every_set_that_can_acknowledge() {
    for (var counted : subsets()) {
      for (int needed = 0; needed <= counted.size(); needed++) {
        var set = new SyncSet(new TreeSet<>(counted), needed);
        var rule = CommitRule.anyOf(set);
        for (var heard : subsets()) {
          boolean meets =
              needed > 0
                  && acknowledgements(rule).stream()
                      .allMatch(ack -> ack.stream().anyMatch(heard::contains));
          assertThat(set.suffices(heard)).as("%s heard of %s", heard, set).isEqualTo(meets);
        }
      }
    }
  }

  @Test
  void promise_for_the_successor_counts_the_old_primary_and_stays_true() {
    var old = new MemberId("p");
    for (var counted : subsets()) {
      for (int needed = 1; needed <= counted.size(); needed++) {
        var set = new SyncSet(new TreeSet<>(counted), needed);
        for (var ack : acknowledgements(CommitRule.anyOf(set))) {
          for (var successor : ALL) {
            var next = set.after(old, successor);
            var holders = new TreeSet<>(ack);
            holders.add(old);
            holders.removeIf(h -> !next.standbys().contains(h));
            assertThat(next.standbys()).doesNotContain(successor);
            assertThat(holders.size())
                .as("%s on %s after %s", set, next, successor)
                .isGreaterThanOrEqualTo(next.needed());
          }
        }
      }
    }
  }

  @Test
  void text_is_read_back_and_foreign_text_is_not_guessed() {
    var rule = new CommitRule(2, ALL.subList(0, 3), true);
    assertThat(rule.text()).isEqualTo("FIRST 2 (\"a\", \"b\", \"c\")");
    assertThat(CommitRule.parse(rule.text())).isEqualTo(rule);
    assertThat(CommitRule.parse(CommitRule.BLOCKED.text())).isEqualTo(CommitRule.BLOCKED);
    assertThat(CommitRule.parse(" ")).isEqualTo(CommitRule.NONE);
    assertThat(CommitRule.parse("*")).isNull();
    assertThat(CommitRule.parse("n1,n2")).isNull();
    assertThat(CommitRule.parse("ANY 3 (\"a\")")).isNull();
  }

  private static boolean everyAcknowledgementKeeps(CommitRule rule, SyncSet set) {
    return acknowledgements(rule).stream()
        .allMatch(ack -> ack.stream().filter(set.standbys()::contains).count() >= set.needed());
  }

  private static List<Set<MemberId>> acknowledgements(CommitRule rule) {
    return subsets().stream()
        .filter(s -> s.stream().filter(rule.names()::contains).count() >= rule.needed())
        .toList();
  }

  private static List<Set<MemberId>> subsets() {
    var subsets = new ArrayList<Set<MemberId>>();
    for (int mask = 0; mask < 1 << ALL.size(); mask++) {
      var subset = new TreeSet<MemberId>();
      for (int i = 0; i < ALL.size(); i++) {
        if ((mask >> i & 1) == 1) {
          subset.add(ALL.get(i));
        }
      }
      subsets.add(subset);
    }
    return subsets;
  }
}
