package io.matriarch.statemachine.model;

/**
 * The fencing token of the cluster: one more with every assignment of the primary role.
 *
 * <p>Whatever changes who may write carries an epoch; whatever obeys compares it.
 *
 * @param value 0 before the first assignment, then 1, 2, 3 ...
 */
public record Epoch(long value) implements Comparable<Epoch> {
  public static final Epoch NONE = new Epoch(0);

  public Epoch {
    if (value < 0) {
      throw new IllegalArgumentException("epoch must not be negative, was " + value);
    }
  }

  public Epoch next() {
    return new Epoch(value + 1);
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "e" + value;
  }
}
