package io.matriarch.net.http;

import java.time.Duration;

/**
 * What one client may take, so that none can take from the others.
 *
 * @param connections most at once; beyond them a new one is closed
 * @param bodyBytes largest body
 * @param headerBytes largest block of headers
 * @param requestTime from the first byte of a request to its last
 * @param idleTime without a request on an open connection; longer than clients keep theirs, so that
 *     they close first
 * @param answerTime for the agent to answer
 * @param writeTime for the client to take the answer
 */
public record ServerLimits(
    int connections,
    int bodyBytes,
    int headerBytes,
    Duration requestTime,
    Duration idleTime,
    Duration answerTime,
    Duration writeTime) {
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          128,
          256 * 1024,
          8 * 1024,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(5));
}
