package io.matriarch.net.rest;

import io.matriarch.net.FakeAgent;
import io.matriarch.net.Views;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks a route table as the server would, without one. */
final class Asking {
  final FakeAgent agent = new FakeAgent();
  long nowNanos = Views.NOW;
  private final RouteTable table = new RouteTable(agent, Views.clock(() -> nowNanos));

  Response ask(String method, String target) throws Exception {
    return ask(method, target, "", null);
  }

  Response ask(String method, String target, String body, @Nullable String ifMatch)
      throws Exception {
    return ask(method, target, body, ifMatch, "");
  }

  Response ask(
      String method, String target, String body, @Nullable String ifMatch, String forwardedFor)
      throws Exception {
    return begin(method, target, body, ifMatch, forwardedFor)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  CompletionStage<Response> begin(String method, String target) {
    return begin(method, target, "", null, "");
  }

  private CompletionStage<Response> begin(
      String method, String target, String body, @Nullable String ifMatch, String forwardedFor) {
    var parts = target.split("\\?", 2);
    var query = new HashMap<String, String>();
    if (parts.length == 2) {
      for (var pair : parts[1].split("&")) {
        var sides = pair.split("=", 2);
        query.put(sides[0], sides[1]);
      }
    }
    var request =
        new Request(
            method,
            parts[0],
            Map.copyOf(query),
            ifMatch,
            body.getBytes(StandardCharsets.UTF_8),
            "127.0.0.1",
            "",
            forwardedFor);
    return table.dispatch(request);
  }

  static String text(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
