package io.matriarch.chaos.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The instrument, not what it measures. */
class HealthCheckLoadTest {
  @Test
  void it_keeps_its_rate_over_connections_that_stay_open() throws Exception {
    var asked = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/primary",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'{', '}'});
          exchange.close();
        });
    server.start();

    var url = URI.create("http://127.0.0.1:%d/primary".formatted(server.getAddress().getPort()));
    var measured = HealthCheckLoad.run(url, 100, Duration.ofMillis(200), 2);
    server.stop(0);

    assertThat(measured.good()).isEqualTo(asked.get()).isEqualTo(20);
    assertThat(measured.connections()).isEqualTo(2);
    assertThat(measured.p50()).isPositive().isLessThanOrEqualTo(measured.max());
  }
}
