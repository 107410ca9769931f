package io.matriarch.statemachine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ConfigValue.Items;
import io.matriarch.statemachine.model.ConfigValue.Number;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SlotConfigTest {
  private static final Tree LOGICAL =
      Tree.EMPTY
          .with("type", new Text("logical"))
          .with("database", new Text("shop"))
          .with("plugin", new Text("pgoutput"));

  private static List<String> wrong(String key, ConfigValue value) {
    return ConfigRules.validate(Tree.EMPTY.with(key, value)).stream()
        .map(ConfigProblem::pointer)
        .toList();
  }

  @Test
  void slots_are_read_as_patroni_writes_them() {
    var tree =
        Tree.EMPTY
            .with("slots", Tree.EMPTY.with("archive", Number.of(0)).with("cdc", LOGICAL))
            .with(
                "ignore_slots", new Items(List.of(Tree.EMPTY.with("plugin", new Text("wal2json")))))
            .with("member_slots_ttl", new Text("30min"));

    var config = SlotConfig.of(new ClusterConfig(2, tree));

    assertThat(ConfigRules.validate(tree)).isEmpty();
    assertThat(config.used()).isTrue();
    assertThat(config.memberTtl()).isEqualTo(Duration.ofMinutes(30));
    assertThat(config.permanent())
        .containsExactly(
            new PermanentSlot("archive", false, "", ""),
            new PermanentSlot("cdc", true, "shop", "pgoutput"));
    assertThat(config.ignored().getFirst().matches("any", true, "shop", "wal2json")).isTrue();
    assertThat(config.ignored().getFirst().matches("any", true, "shop", "pgoutput")).isFalse();
  }

  @Test
  void what_is_no_slot_is_refused_by_its_pointer() {
    assertThat(wrong("slots", Tree.EMPTY.with("Wrong-Name", LOGICAL)))
        .containsExactly("/slots/Wrong-Name");
    assertThat(wrong("slots", Tree.EMPTY.with("x", Tree.EMPTY.with("type", new Text("cubic")))))
        .containsExactly("/slots/x/type");
    assertThat(wrong("slots", Tree.EMPTY.with("x", Tree.EMPTY.with("type", new Text("logical")))))
        .containsExactly("/slots/x", "/slots/x");
    assertThat(wrong("slots", Tree.EMPTY.with("x", LOGICAL.with("colour", new Text("red")))))
        .containsExactly("/slots/x/colour");
    assertThat(wrong("ignore_slots", new Items(List.of(Tree.EMPTY))))
        .containsExactly("/ignore_slots/0");
    assertThat(wrong("member_slots_ttl", new Text("soon"))).containsExactly("/member_slots_ttl");
    assertThat(wrong("member_slots_ttl", Number.of(0))).isEmpty();
  }
}
