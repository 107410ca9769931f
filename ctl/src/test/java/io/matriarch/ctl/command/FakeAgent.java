package io.matriarch.ctl.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent's REST API whose answers the test writes. */
final class FakeAgent implements AutoCloseable {
  private static final int HANG_UP = 0;

  private final HttpServer server;
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /**
   * One request as it came.
   *
   * @param line method and path
   * @param ifMatch empty where none came
   */
  record Request(String line, String body, String ifMatch) {}

  private record Reply(int status, String body) {}

  FakeAgent() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  /** Answers each such request with the replies in their order, and with the last one for ever. */
  FakeAgent on(String line, int status, String body) {
    replies
        .computeIfAbsent(line, key -> new ArrayDeque<>())
        .add(new Reply(status, body.replace("THIS_AGENT", url())));
    return this;
  }

  /** Takes the request and hangs up without an answer. */
  FakeAgent losing(String line) {
    return on(line, HANG_UP, "");
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Request> requests() {
    return requests;
  }

  /** Requests that would change something. */
  List<Request> writes() {
    return requests.stream()
        .filter(request -> !request.line().matches("GET .*|POST /config/check"))
        .toList();
  }

  /** An address on which nobody listens. */
  static String nobody() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
    requests.add(new Request(line, body, ifMatch == null ? "" : ifMatch));
    var reply = next(line);
    if (reply.status() == HANG_UP) {
      exchange.close();
      return;
    }
    var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("ETag", "\"7\"");
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Reply next(String line) {
    var queue = replies.getOrDefault(line, new ArrayDeque<>());
    var reply = queue.size() > 1 ? queue.poll() : queue.peek();
    return reply == null ? new Reply(404, "{\"detail\":\"no such path\"}") : reply;
  }
}
