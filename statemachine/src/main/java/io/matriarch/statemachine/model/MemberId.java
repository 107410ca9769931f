package io.matriarch.statemachine.model;

import java.util.regex.Pattern;

/**
 * The name of one agent, unique in its cluster and never reused for another host's data.
 *
 * @param value 1 to 63 letters, digits, dots, dashes and underscores, beginning with a letter or
 *     digit
 */
public record MemberId(String value) implements Comparable<MemberId> {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  public MemberId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "member name '%s' must be 1 to 63 letters, digits, '.', '-' or '_', beginning with a letter or digit"
              .formatted(value));
    }
  }

  /** True where {@code text} can name a member. */
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  @Override
  public int compareTo(MemberId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
