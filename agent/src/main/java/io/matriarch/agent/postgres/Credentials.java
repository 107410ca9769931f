package io.matriarch.agent.postgres;

/**
 * A PostgreSQL role that the agent logs in as.
 *
 * @param username the role
 * @param password its password
 */
public record Credentials(String username, Secret password) {
  public Credentials {
    if (username.isBlank()) {
      throw new IllegalArgumentException("a user name must not be empty");
    }
  }
}
