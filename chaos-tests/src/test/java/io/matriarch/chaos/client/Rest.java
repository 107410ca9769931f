package io.matriarch.chaos.client;

import io.matriarch.chaos.workload.QuickSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls of an agent's REST API from the clients' network. Written on plain sockets, since the JDK's
 * clients keep connections in threads of their own, which are in no namespace or the wrong one.
 */
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

  /** Sends JSON with the given method; empty if there is no answer within the limit. */
  public Optional<Reply> send(
      String method, String address, String path, String json, Duration limit) {
    return call(method, address, path, json, limit);
  }

  private Optional<Reply> call(
      String method, String address, String path, String json, Duration limit) {
    return new Call<Optional<Reply>>(threads, CALL_LIMIT)
        .make(() -> exchange(method, address, path, json, limit));
  }

  private static Optional<Reply> exchange(
      String method, String address, String path, String json, Duration limit) {
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    var server = new InetSocketAddress(address.substring(0, colon), port);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(
                method,
                path,
                address,
                body.length == 0 ? "" : "Content-Type: application/json\r\n",
                body.length);
    try (var socket = new Socket()) {
      socket.connect(server, QuickSockets.CONNECT_MILLIS);
      socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return read(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Everything up to the end of the connection: {@code HTTP/1.1 200 OK}, headers, body. */
  private static Optional<Reply> read(String text) {
    int end = text.indexOf("\r\n\r\n");
    String[] status = text.split(" ", 3);
    if (end < 0 || status.length < 2) {
      return Optional.empty();
    }
    return Optional.of(new Reply(Integer.parseInt(status[1]), text.substring(end + 4)));
  }
}
