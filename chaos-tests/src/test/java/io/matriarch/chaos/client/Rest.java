package io.matriarch.chaos.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Calls of an agent's REST API from the clients' network. */
public final class Rest {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(70);
  private final ClientThreads threads;

  public Rest(Path clientNetwork) {
    this.threads = new ClientThreads(clientNetwork);
  }

  /** A reply, whatever its status; the body is empty rather than null. */
  public record Reply(int status, String body) {}

  /**
   * Asks.
   *
   * @param address {@code host:port}
   * @return empty if nobody answered within a second
   */
  public Optional<Reply> get(String address, String path) {
    return call("GET", address, path, "", Duration.ofSeconds(1));
  }

  /** Sends JSON; the answer may take up to the limit. */
  public Optional<Reply> post(String address, String path, String json, Duration limit) {
    return call("POST", address, path, json, limit);
  }

  private Optional<Reply> call(
      String method, String address, String path, String json, Duration limit) {
    return new Call<Optional<Reply>>(threads, CALL_LIMIT)
        .make(() -> exchange(method, address, path, json, limit));
  }

  private static Optional<Reply> exchange(
      String method, String address, String path, String json, Duration limit) {
    try {
      var url = URI.create("http://" + address + path).toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(ImpatientSockets.CONNECT_MILLIS);
      connection.setReadTimeout(Math.toIntExact(limit.toMillis()));
      // Connections are not kept: after a power loss the next call would meet a dead one.
      connection.setRequestProperty("Connection", "close");
      if (!json.isEmpty()) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
      }
      int status = connection.getResponseCode();
      try (InputStream body =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return Optional.of(new Reply(status, read(body)));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String read(@org.jspecify.annotations.Nullable InputStream body)
      throws IOException {
    return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
  }
}
