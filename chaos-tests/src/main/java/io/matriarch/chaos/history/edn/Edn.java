package io.matriarch.chaos.history.edn;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A value in extensible data notation. Equal values are equal; maps and sets keep the order they
 * were made in, so that one value is always printed the same way.
 *
 * @see <a href="https://github.com/edn-format/edn">edn-format</a>
 */
public sealed interface Edn {
  Edn NIL = new Nil();

  /** Nothing. */
  record Nil() implements Edn {}

  /** True or false. */
  record Bool(boolean value) implements Edn {}

  /** A whole number of 64 bits. */
  record Int(long value) implements Edn {}

  /** A number with a fraction. */
  record Real(double value) implements Edn {}

  /** A string. */
  record Text(String value) implements Edn {}

  /** A keyword, without its colon. */
  record Keyword(String name) implements Edn {}

  /** A symbol. */
  record Symbol(String name) implements Edn {}

  /** A vector; a list is read as one too, since both are equal in EDN. */
  record Vec(List<Edn> items) implements Edn {
    public Vec {
      items = List.copyOf(items);
    }

    /**
     * One of the items.
     *
     * @throws IllegalArgumentException if there are not so many
     */
    public Edn at(int index) {
      if (index >= items.size()) {
        throw new IllegalArgumentException("no item " + index + " in " + EdnText.of(this));
      }
      return items.get(index);
    }
  }

  /** A map. */
  record Dict(Map<Edn, Edn> entries) implements Edn {
    public Dict {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** What is under a keyword; nil if nothing is. */
    public Edn at(String keyword) {
      return entries.getOrDefault(new Keyword(keyword), NIL);
    }
  }

  /** A set. */
  record Bag(Set<Edn> items) implements Edn {
    public Bag {
      items = Collections.unmodifiableSet(new LinkedHashSet<>(items));
    }
  }

  /** A value that somebody gave a meaning to: {@code #inst "..."}. */
  record Tagged(String tag, Edn value) implements Edn {}

  static Edn of(long value) {
    return new Int(value);
  }

  static Edn of(String value) {
    return new Text(value);
  }

  static Edn of(boolean value) {
    return new Bool(value);
  }

  static Edn keyword(String name) {
    return new Keyword(name);
  }

  static Vec vec(Edn... items) {
    return new Vec(Arrays.asList(items));
  }

  static Vec longs(LongStream values) {
    return new Vec(values.mapToObj(Edn::of).toList());
  }

  /**
   * The number.
   *
   * @throws IllegalArgumentException if this is none
   */
  default long asLong() {
    if (this instanceof Int number) {
      return number.value();
    }
    throw new IllegalArgumentException("expected a whole number, found " + EdnText.of(this));
  }

  /**
   * The items of a vector or a set, none of nil.
   *
   * @throws IllegalArgumentException if this is something else
   */
  default List<Edn> asList() {
    return switch (this) {
      case Vec vec -> vec.items();
      case Bag bag -> List.copyOf(bag.items());
      case Nil _ -> List.of();
      default -> throw new IllegalArgumentException("expected a vector, found " + EdnText.of(this));
    };
  }

  /** The text of a string, or the name of a keyword or a symbol; anything else as it is printed. */
  default String asText() {
    return switch (this) {
      case Text text -> text.value();
      case Keyword keyword -> keyword.name();
      case Symbol symbol -> symbol.name();
      default -> EdnText.of(this);
    };
  }
}
