package io.matriarch.ctl.cluster;

/**
 * What became of a request. Each failure is one line that says what to do.
 *
 * @param <T> what a success brings
 */
public sealed interface Outcome<T> {
  record Done<T>(T value) implements Outcome<T> {}

  /** It did not work, and it changed nothing or it was undone. */
  record Failed<T>(String line) implements Outcome<T> {}

  /** The cluster or the operator said no; nothing changed. */
  record Refused<T>(String line) implements Outcome<T> {}

  /** Nobody can say whether it was carried out. */
  record Unknown<T>(String line) implements Outcome<T> {}
}
