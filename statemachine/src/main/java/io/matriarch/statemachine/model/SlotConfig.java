package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.ConfigValue.Flag;
import io.matriarch.statemachine.model.ConfigValue.Items;
import io.matriarch.statemachine.model.ConfigValue.Number;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the dynamic configuration says of replication slots.
 *
 * @param used standbys stream through slots, and the agents look after them
 * @param memberTtl a slot of a member that was not heard for so long is dropped
 * @param permanent slots that every primary has, by name
 * @param ignored slots that are never dropped
 */
public record SlotConfig(
    boolean used, Duration memberTtl, List<PermanentSlot> permanent, List<SlotMatch> ignored) {
  private static final Duration MEMBER_TTL = Duration.ofMinutes(30);
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|min|h|d)?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,63}");

  public SlotConfig {
    permanent = List.copyOf(permanent);
    ignored = List.copyOf(ignored);
  }

  public static SlotConfig of(ClusterConfig config) {
    var tree = config.tree();
    var used = !(tree.tree("postgresql").get("use_slots") instanceof Flag f) || f.value();
    var permanent = new ArrayList<PermanentSlot>();
    tree.tree("slots").entries().forEach((name, value) -> permanent.add(slot(name, value)));
    var ignored = new ArrayList<SlotMatch>();
    if (tree.get("ignore_slots") instanceof Items items) {
      items.values().forEach(v -> ignored.add(match((Tree) v)));
    }
    var ttl = tree.get("member_slots_ttl");
    return new SlotConfig(
        used, ttl == null ? MEMBER_TTL : time(ttl).orElse(MEMBER_TTL), permanent, ignored);
  }

  /** Seconds, or text with a unit as PostgreSQL writes it ({@code 30min}); empty for others. */
  static Optional<Duration> time(ConfigValue value) {
    return switch (value) {
      case Number n when n.value().signum() >= 0 && n.value().compareTo(MOST) <= 0 ->
          Optional.of(Duration.ofMillis(n.value().movePointRight(3).longValue()));
      case Text t -> {
        var parts = TIME.matcher(t.value().strip());
        if (!parts.matches()) {
          yield Optional.empty();
        }
        yield Optional.of(time(Long.parseLong(parts.group(1)), parts.group(2)));
      }
      default -> Optional.empty();
    };
  }

  private static final BigDecimal MOST = new BigDecimal(1_000_000_000);

  private static Duration time(long count, @Nullable String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "min" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      case null, default -> Duration.ofSeconds(count);
    };
  }

  /** PostgreSQL takes no other names. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private static PermanentSlot slot(String name, ConfigValue value) {
    var tree = value instanceof Tree t ? t : Tree.EMPTY;
    var database = text(tree, "database");
    var plugin = text(tree, "plugin");
    return new PermanentSlot(
        name,
        "logical".equals(text(tree, "type")),
        database == null ? "" : database,
        plugin == null ? "" : plugin);
  }

  private static SlotMatch match(Tree tree) {
    return new SlotMatch(
        text(tree, "name"), text(tree, "type"), text(tree, "database"), text(tree, "plugin"));
  }

  private static @Nullable String text(Tree tree, String key) {
    return tree.get(key) instanceof Text t ? t.value() : null;
  }
}
