package io.matriarch.net.api.json;

/** What came of reading a body. */
public sealed interface Parsed<T> {
  record Good<T>(T value) implements Parsed<T> {}

  /**
   * It cannot be used.
   *
   * @param message what was expected and what was found
   */
  record Bad<T>(String message) implements Parsed<T> {}
}
