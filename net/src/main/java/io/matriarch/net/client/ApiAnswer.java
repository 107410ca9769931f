package io.matriarch.net.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of one request. */
public sealed interface ApiAnswer {
  /**
   * An agent answered, with whatever status.
   *
   * @param from the base URL that answered
   * @param status HTTP status
   * @param body the JSON; a text node where the body was not JSON; a missing node where it was
   *     empty
   * @param version the {@code ETag} without its quotes; null where none came
   */
  record Answered(URI from, int status, JsonNode body, @Nullable String version)
      implements ApiAnswer {
    public boolean success() {
      return status >= 200 && status < 300;
    }
  }

  /** No agent took the request, so it changed nothing. */
  record Unreachable(List<Attempt> attempts) implements ApiAnswer {
    public Unreachable {
      attempts = List.copyOf(attempts);
    }

    /** One line: {@code http://a:8008 (connection refused), http://b:8008 (...)}. */
    public String reasons() {
      return attempts.stream()
          .map(attempt -> "%s (%s)".formatted(attempt.base(), attempt.reason()))
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * A request that may change something was sent and no answer came: it may or may not have been
   * carried out. Never the answer to a GET.
   */
  record OutcomeUnknown(URI to, String reason) implements ApiAnswer {}

  /**
   * One base URL that did not answer.
   *
   * @param base the URL as it was given
   * @param reason for people
   */
  record Attempt(URI base, String reason) {}
}
