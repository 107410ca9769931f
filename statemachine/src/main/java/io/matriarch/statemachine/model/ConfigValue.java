package io.matriarch.statemachine.model;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One node of the dynamic configuration: the shape of a JSON value, with sorted keys. */
public sealed interface ConfigValue {
  /** A string. */
  record Text(String value) implements ConfigValue {}

  /** A number; {@code 1.0} and {@code 1} are made equal. */
  record Number(BigDecimal value) implements ConfigValue {
    public Number {
      value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    public static Number of(long value) {
      return new Number(BigDecimal.valueOf(value));
    }
  }

  /** True or false. */
  record Flag(boolean value) implements ConfigValue {}

  /** JSON null: in a patch it deletes the key. */
  record Null() implements ConfigValue {}

  /** An array. */
  record Items(List<ConfigValue> values) implements ConfigValue {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** An object. */
  record Tree(SortedMap<String, ConfigValue> entries) implements ConfigValue {
    public static final Tree EMPTY = new Tree(new TreeMap<>());

    public Tree {
      entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    public @Nullable ConfigValue get(String key) {
      return entries.get(key);
    }

    /** The sub-tree at {@code key}; empty where there is none or it is no tree. */
    public Tree tree(String key) {
      return entries.get(key) instanceof Tree t ? t : EMPTY;
    }

    public Tree with(String key, ConfigValue value) {
      var copy = new TreeMap<>(entries);
      copy.put(key, value);
      return new Tree(copy);
    }

    /**
     * JSON merge patch (RFC 7396): trees merge key by key, {@link Null} deletes, everything else
     * replaces.
     */
    public Tree merge(Tree patch) {
      var merged = new TreeMap<>(entries);
      for (Map.Entry<String, ConfigValue> e : patch.entries.entrySet()) {
        switch (e.getValue()) {
          case Null n -> merged.remove(e.getKey());
          case Tree t -> merged.put(e.getKey(), tree(e.getKey()).merge(t));
          case Text v -> merged.put(e.getKey(), v);
          case Number v -> merged.put(e.getKey(), v);
          case Flag v -> merged.put(e.getKey(), v);
          case Items v -> merged.put(e.getKey(), v);
        }
      }
      return new Tree(merged);
    }
  }
}
