package io.matriarch.agent.postgres;

/**
 * A PostgreSQL role that the agent logs in as.
 *
 * @param username the role
 * @param password its password; empty where it logs in with a certificate alone
 * @param tls how its connections to other nodes are protected
 */
public record Credentials(String username, Secret password, LoginTls tls) {
  /** With a password, and TLS where the server has it. */
  public Credentials(String username, Secret password) {
    this(username, password, LoginTls.UNASKED);
  }

  public Credentials {
    if (username.isBlank()) {
      throw new IllegalArgumentException("a user name must not be empty");
    }
  }
}
