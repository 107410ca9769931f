package io.matriarch.agent.script;

import java.util.List;

/**
 * A role that a new cluster begins with.
 *
 * @param password never shown; empty for a role that cannot log in with one
 * @param options attributes of CREATE ROLE, such as {@code createdb}
 */
public record DatabaseUser(String name, String password, List<String> options) {
  public DatabaseUser {
    options = List.copyOf(options);
  }

  @Override
  public String toString() {
    return "%s %s".formatted(name, options);
  }
}
