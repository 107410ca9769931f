package io.matriarch.net.rest;

import io.matriarch.net.api.json.ProblemBody;
import java.util.Map;

/**
 * One answer, whole.
 *
 * @param status HTTP status
 * @param contentType of the body
 * @param body all of it; not to be changed
 * @param headers others than those that every answer has
 */
public record Response(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final byte[] NOTHING = {};

  static Response json(int status, byte[] body) {
    return new Response(status, JSON, body, Map.of());
  }

  static Response text(String contentType, byte[] body) {
    return new Response(200, contentType, body, Map.of());
  }

  static Response empty(int status) {
    return new Response(status, JSON, NOTHING, Map.of());
  }

  /** An error where nothing more is to be said than what was expected and found. */
  public static Response problem(int status, String detail) {
    return new Response(
        status, PROBLEM, ProblemBody.of(status, Status.title(status), detail), Map.of());
  }

  static Response problem(int status, byte[] body) {
    return new Response(status, PROBLEM, body, Map.of());
  }

  public static Response refused(int status, String detail) {
    return problem(status, ProblemBody.refused(status, Status.title(status), detail));
  }

  /** Nobody can say whether the change was made. */
  public static Response outcomeUnknown(String detail) {
    return problem(503, ProblemBody.unknown(503, Status.title(503), detail));
  }

  Response with(String header, String value) {
    var more = new java.util.TreeMap<>(headers);
    more.put(header, value);
    return new Response(status, contentType, body, more);
  }

  Response withoutBody() {
    return new Response(status, contentType, NOTHING, headers);
  }
}
