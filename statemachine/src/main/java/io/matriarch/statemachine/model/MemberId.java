package io.matriarch.statemachine.model;

/**
 * The name of one agent, unique in its cluster and never reused for another host's data.
 *
 * @param value 1 to 63 letters, digits, dots, dashes and underscores, beginning with a letter or
 *     digit
 */
public record MemberId(String value) implements Comparable<MemberId> {
  private static final int LONGEST = 63;

  public MemberId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "member name '%s' must be 1 to 63 letters, digits, '.', '-' or '_', beginning with a letter or digit"
              .formatted(value));
    }
  }

  /** True where {@code text} can name a member. */
  public static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > LONGEST || !isAlphanumeric(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '.' && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
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
