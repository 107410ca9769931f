package io.matriarch.agent.config;

/**
 * One thing wrong with a node's configuration.
 *
 * @param origin where it was written: {@code file:line}, the file alone for what is missing, or the
 *     name of an environment variable
 * @param path of the setting, with dots: {@code postgresql.listen}
 * @param found what is there; never a password
 * @param expected what should be, and what to do
 */
public record Problem(String origin, String path, String found, String expected) {
  /** One line for people. */
  @Override
  public String toString() {
    return "%s: %s: found %s, expected %s".formatted(origin, path, found, expected);
  }
}
