package io.matriarch.statemachine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.SyncSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncStepTest {
  private static final List<MemberId> ALL =
      List.of(new MemberId("a"), new MemberId("b"), new MemberId("c"), new MemberId("d"));
  private static final int STEPS_AT_MOST = 5;

  @Test
  void every_target_is_reached_in_few_steps_from_every_state() {
    for (var from : targets()) {
      for (var to : targets()) {
        var world = new World(new Random(1));
        world.promise = from.promise();
        world.rule = from.rule();
        int steps = 0;
        while (!(world.next(to) instanceof SyncStep.Settled)) {
          assertThat(++steps).as("from %s to %s", from, to).isLessThanOrEqualTo(STEPS_AT_MOST);
          world.standbysCatchUp();
          world.step(to);
        }
        assertThat(world.promise).isEqualTo(to.promise());
        assertThat(world.rule).isEqualTo(to.rule());
      }
    }
  }

  /** Commits are acknowledged all the while, also while one rule replaces the other. */
  @Test
  void whoever_suffices_has_every_acknowledged_commit_at_every_moment() {
    long seed = Long.getLong("sync.seed", 20_261_122L);
    System.out.println("seed of SyncStepTest: " + seed);
    for (int run = 0; run < 400; run++) {
      var random = new Random(seed + run);
      var world = new World(random);
      var targets = targets();
      var target = targets.get(random.nextInt(targets.size()));
      for (int i = 0; i < 150; i++) {
        switch (random.nextInt(6)) {
          case 0 -> target = targets.get(random.nextInt(targets.size()));
          case 1, 2 -> world.someStandbyReceives();
          case 3, 4 -> world.commit();
          default -> world.step(target);
        }
        world.check();
      }
    }
  }

  /** To wait for nobody first would leave commits on the primary alone for a while. */
  @Test
  void foreign_rule_is_replaced_in_one_step_while_nothing_is_promised() {
    var rule = new CommitRule(1, ALL.subList(0, 2), false);
    var target = new SyncTarget(new SyncSet(new TreeSet<>(ALL.subList(0, 2)), 1), rule);

    assertThat(SyncStep.next(SyncSet.PRIMARY_ALONE, null, () -> false, target))
        .isInstanceOfSatisfying(
            SyncStep.ChangeRule.class, c -> assertThat(c.rule()).isEqualTo(rule));
  }

  @Test
  void target_that_contradicts_itself_is_not_reached() {
    var two = new SyncSet(new TreeSet<>(ALL.subList(0, 2)), 2);
    var one = new CommitRule(1, ALL.subList(0, 2), false);

    assertThat(SyncStep.next(null, one, () -> true, new SyncTarget(two, one)))
        .isInstanceOf(SyncStep.Waiting.class);
  }

  private static List<SyncTarget> targets() {
    var targets = new ArrayList<SyncTarget>();
    targets.add(new SyncTarget(null, CommitRule.NONE));
    targets.add(new SyncTarget(SyncSet.PRIMARY_ALONE, CommitRule.NONE));
    targets.add(new SyncTarget(SyncSet.PRIMARY_ALONE, CommitRule.BLOCKED));
    for (int mask = 1; mask < 1 << ALL.size(); mask++) {
      var names = new TreeSet<MemberId>();
      for (int i = 0; i < ALL.size(); i++) {
        if ((mask >> i & 1) == 1) {
          names.add(ALL.get(i));
        }
      }
      for (int needed = 1; needed <= Math.min(2, names.size()); needed++) {
        targets.add(
            new SyncTarget(
                new SyncSet(names, needed),
                new CommitRule(needed, List.copyOf(names), needed == names.size())));
      }
    }
    return targets;
  }

  /** A primary, its standbys, and what was acknowledged. */
  private static final class World {
    private final Random random;
    private final TreeMap<MemberId, Integer> flushed = new TreeMap<>();
    private @Nullable SyncSet promise;
    private CommitRule rule = CommitRule.NONE;
    private int ruleFrom;
    private int written;
    private int acknowledged;

    World(Random random) {
      this.random = random;
      ALL.forEach(id -> flushed.put(id, 0));
    }

    SyncStep next(SyncTarget target) {
      return SyncStep.next(promise, rule, this::covered, target);
    }

    void step(SyncTarget target) {
      switch (next(target)) {
        case SyncStep.ChangeRule change -> {
          for (int i = random.nextInt(3); i > 0; i--) {
            commit(); // under the old rule still
          }
          var old = rule;
          rule = change.rule();
          for (int i = random.nextInt(3); i > 0; i--) {
            var names = new TreeSet<>(old.names());
            names.addAll(rule.names());
            // Each process of a server reads the new rule in its own time.
            commit(
                new CommitRule(Math.min(old.needed(), rule.needed()), List.copyOf(names), false));
            check();
          }
          ruleFrom = written;
        }
        case SyncStep.ChangePromise change -> promise = change.promise();
        case SyncStep.Settled settled -> {}
        case SyncStep.Waiting waiting -> {}
      }
    }

    private boolean covered() {
      return rule.names().stream().filter(n -> flushed.getOrDefault(n, -1) >= ruleFrom).count()
          >= rule.needed();
    }

    void standbysCatchUp() {
      flushed.replaceAll((id, at) -> written);
    }

    void someStandbyReceives() {
      var id = ALL.get(random.nextInt(ALL.size()));
      flushed.computeIfPresent(id, (k, at) -> at + random.nextInt(written - at + 1));
    }

    void commit() {
      commit(rule);
    }

    private void commit(CommitRule under) {
      written++;
      for (int i = random.nextInt(4); i > 0; i--) {
        someStandbyReceives();
      }
      var positions =
          under.names().stream()
              .map(n -> flushed.getOrDefault(n, -1))
              .sorted((a, b) -> Integer.compare(b, a))
              .toList();
      int upTo = under.needed() == 0 ? written : positions.get(under.needed() - 1);
      acknowledged = Math.max(acknowledged, upTo);
    }

    void check() {
      var now = promise;
      if (now == null || now.needed() == 0) {
        return;
      }
      long having = now.standbys().stream().filter(id -> has(id)).count();
      assertThat(having)
          .as("%s under %s: %s have of %d", now, rule, flushed, acknowledged)
          .isGreaterThanOrEqualTo(now.needed());
    }

    private boolean has(MemberId id) {
      return flushed.getOrDefault(id, -1) >= acknowledged;
    }
  }
}
