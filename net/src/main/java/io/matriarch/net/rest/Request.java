package io.matriarch.net.rest;

import java.util.Map;
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
 */
public record Request(
    String method,
    String path,
    Map<String, String> query,
    @Nullable String ifMatch,
    byte[] body,
    String from) {
  /** What follows the last slash of the path. */
  String lastSegment() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
