package io.matriarch.statemachine.model;

/**
 * One thing wrong with a configuration.
 *
 * @param pointer where: a JSON pointer such as {@code /postgresql/parameters/port}
 * @param found the value as text
 * @param expected what was expected, and what to do
 */
public record ConfigProblem(String pointer, String found, String expected) {
  @Override
  public String toString() {
    return "%s: found %s, expected %s".formatted(pointer, found, expected);
  }
}
