package io.matriarch.net.rest;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request, whole.
 *
 * @param method as sent, for example {@code GET}
 * @param path without the query, as sent
 * @param query parameters, decoded; the first where one is given twice
 * @param ifMatch the header of that name; null where there is none
 * @param body all of it; not to be changed
 * @param from address of the client, for the history and the log
 * @param user who was let in by password or certificate; empty for anybody
 * @param forwardedFor who asked another agent, which handed it on; empty where the client asks this
 *     one
 */
public record Request(
    String method,
    String path,
    Map<String, String> query,
    @Nullable String ifMatch,
    byte[] body,
    String from,
    String user,
    String forwardedFor) {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** From a client that gave no name. */
  public Request(
      String method,
      String path,
      Map<String, String> query,
      @Nullable String ifMatch,
      byte[] body,
      String from) {
    this(method, path, query, ifMatch, body, from, "", "");
  }

  /** Who asks, for the history and the log. */
  String by() {
    return forwardedFor.isEmpty()
        ? "REST API, %sfrom %s".formatted(user.isEmpty() ? "" : user + " ", from)
        : "REST API, " + forwardedFor;
  }

  /** It changes nothing. */
  public boolean isRead() {
    return READS.contains(method);
  }

  /** What follows the last slash of the path. */
  String lastSegment() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
