package io.matriarch.net.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the first of several agents that answers.
 *
 * <p>Thread-safe. Every call blocks, at most as long as {@link Limits} says for each base URL.
 *
 * <ul>
 *   <li>A read moves on to the next URL after any failure.
 *   <li>A write moves on only where no connection was made. Once bytes were sent, another agent may
 *       be carrying the request out: a second copy could be a second switchover.
 * </ul>
 */
public final class ApiClient implements AutoCloseable {
  /** Far above any answer of an agent; keeps a wrong address from filling the memory. */
  private static final int MAX_BODY_BYTES = 16 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final Limits limits;
  private final @Nullable String authorization;
  private volatile List<URI> bases;

  /**
   * @param bases where agents listen, for example {@code http://10.0.0.1:8008}, in the order to try
   * @param limits how long to wait
   * @param authorization the {@code Authorization} header; null to send none
   */
  public ApiClient(List<URI> bases, Limits limits, @Nullable String authorization) {
    this(bases, limits, authorization, null);
  }

  /**
   * @param tls for {@code https} URLs; null for the JDK's
   */
  public ApiClient(
      List<URI> bases, Limits limits, @Nullable String authorization, @Nullable SSLContext tls) {
    if (bases.isEmpty()) {
      throw new IllegalArgumentException("expected at least one base URL, found none");
    }
    this.bases = List.copyOf(bases);
    this.limits = limits;
    this.authorization = authorization;
    // HTTP/2 would cost an upgrade header on each first request, and agents speak 1.1.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connect())
            .sslContext(tls == null ? TlsWhenNeeded.context() : tls)
            .build();
  }

  /**
   * How long one base URL may take.
   *
   * @param connect for the connection
   * @param read for a GET from its connection to the last byte of the answer
   * @param write for any other request, likewise
   */
  public record Limits(Duration connect, Duration read, Duration write) {
    Duration of(String method) {
      return method.equals("GET") ? read : write;
    }
  }

  public List<URI> bases() {
    return bases;
  }

  /** Adds agents to try after the known ones; those already known are left where they are. */
  public void learn(List<URI> more) {
    var known = new ArrayList<>(bases);
    more.stream().filter(uri -> !known.contains(uri)).forEach(known::add);
    bases = List.copyOf(known);
  }

  public ApiAnswer get(String path) {
    return send("GET", path, null, null);
  }

  public ApiAnswer post(String path, @Nullable JsonNode body) {
    return send("POST", path, body, null);
  }

  /**
   * @param version the version that must still be the newest; null to change any
   */
  public ApiAnswer patch(String path, JsonNode body, @Nullable String version) {
    return send("PATCH", path, body, version);
  }

  /**
   * @param version the version that must still be the newest; null to replace any
   */
  public ApiAnswer put(String path, JsonNode body, @Nullable String version) {
    return send("PUT", path, body, version);
  }

  public ApiAnswer delete(String path) {
    return send("DELETE", path, null, null);
  }

  /** The same request to one agent only, for what each agent answers about itself. */
  public ApiAnswer getFrom(URI base, String path) {
    return sendTo(base, "GET", path, null);
  }

  /** A request to one agent only, for what it alone can do. */
  public ApiAnswer sendTo(URI base, String method, String path, @Nullable JsonNode body) {
    return switch (exchange(base, request(base, method, path, body, null))) {
      case Exchange.Answer(var answered) -> answered;
      case Exchange.NotSent(var reason) -> unreachable(base, reason);
      case Exchange.Lost(var reason) ->
          method.equals("GET")
              ? unreachable(base, reason)
              : new ApiAnswer.OutcomeUnknown(base, reason);
    };
  }

  /** A request to the first agent that takes it. */
  public ApiAnswer send(String method, String path, @Nullable JsonNode body) {
    return send(method, path, body, null);
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  private ApiAnswer send(
      String method, String path, @Nullable JsonNode body, @Nullable String version) {
    var attempts = new ArrayList<ApiAnswer.Attempt>();
    for (var base : bases) {
      switch (exchange(base, request(base, method, path, body, version))) {
        case Exchange.Answer(var answered) -> {
          return answered;
        }
        case Exchange.NotSent(var reason) -> attempts.add(new ApiAnswer.Attempt(base, reason));
        case Exchange.Lost(var reason) -> {
          if (!method.equals("GET")) {
            return new ApiAnswer.OutcomeUnknown(base, reason);
          }
          attempts.add(new ApiAnswer.Attempt(base, reason));
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    return new ApiAnswer.Unreachable(attempts);
  }

  private Exchange exchange(URI base, HttpRequest request) {
    var handler = BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BODY_BYTES);
    var limit = limits.of(request.method());
    var sent = http.sendAsync(request, handler);
    try {
      // The request's own timeout ends with the headers; this one covers the body too.
      var response = sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Exchange.Answer(answered(base, response));
    } catch (TimeoutException e) {
      sent.cancel(true);
      return new Exchange.Lost("no answer within %d ms".formatted(limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sent.cancel(true);
      return new Exchange.Lost("interrupted");
    } catch (ExecutionException e) {
      return Exchange.failed(e.getCause() == null ? e : e.getCause());
    }
  }

  private HttpRequest request(
      URI base, String method, String path, @Nullable JsonNode body, @Nullable String version) {
    var text = base.toString();
    var target = URI.create(text.replaceFirst("/$", "") + path);
    var publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    var request =
        HttpRequest.newBuilder(target)
            .method(method, publisher)
            .header("Accept", "application/json")
            .timeout(limits.of(method));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (version != null) {
      request.header("If-Match", "\"" + version + "\"");
    }
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  private static ApiAnswer.Answered answered(URI base, HttpResponse<String> response) {
    var version = response.headers().firstValue("ETag").map(tag -> tag.replace("\"", ""));
    return new ApiAnswer.Answered(
        base, response.statusCode(), json(response.body()), version.orElse(null));
  }

  private static JsonNode json(String body) {
    if (body.isBlank()) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      // Proxies answer in HTML and Patroni in plain text: the words are still worth showing.
      return TextNode.valueOf(body.strip());
    }
  }

  private static ApiAnswer unreachable(URI base, String reason) {
    return new ApiAnswer.Unreachable(List.of(new ApiAnswer.Attempt(base, reason)));
  }
}
