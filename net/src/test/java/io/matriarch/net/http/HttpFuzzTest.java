package io.matriarch.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.FakeAgent;
import io.matriarch.net.Views;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bytes that nobody means; after each of them the server still answers, and nothing was changed.
 */
@Timeout(120)
class HttpFuzzTest {
  private static final long SEED = 20261122;
  private static final String[] SEEDS = {
    "PATCH /config HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\n{\"ttl\":\"x\"}",
    "POST /switchover HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n",
    "GET /replica?lag=16MB&tag_a=b%20c HTTP/1.1\r\nHost: h\r\nIf-Match: \"7\"\r\n\r\n",
    "POST /restart HTTP/1.1\r\nAuthorization: Basic x\r\nContent-Length: 2\r\n\r\n[]",
  };

  @Test
  void whatever_comes_the_server_goes_on() throws IOException {
    System.out.println("seed of HttpFuzzTest: " + SEED);
    var random = new Random(SEED);
    var agent = new FakeAgent();
    var before = agent.config;
    var moment = Duration.ofSeconds(5);
    var limits = new ServerLimits(16, 4096, 2048, moment, moment, moment, moment);
    try (var server = ApiServer.start("127.0.0.1", 0, agent, Views.clock(), limits)) {
      for (int i = 0; i < 400; i++) {
        try (var client = new RawClient(server.port())) {
          client.send(mangled(SEEDS[random.nextInt(SEEDS.length)], random));
        } catch (IOException e) {
          assertThat(e).isNotNull(); // cut off while it was sending
        }
        if (i % 20 == 0) {
          try (var client = new RawClient(server.port())) {
            assertThat(client.ask("GET", "/primary").status()).as("after %d", i).isEqualTo(200);
          }
        }
      }
    }
    assertThat(agent.config).isEqualTo(before);
  }

  private static String mangled(String text, Random random) {
    var bytes = new StringBuilder(text);
    for (int change = random.nextInt(6); change >= 0 && !bytes.isEmpty(); change--) {
      int at = random.nextInt(bytes.length());
      switch (random.nextInt(4)) {
        case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
        case 1 -> bytes.deleteCharAt(at);
        case 2 -> bytes.insert(at, bytes.substring(at, Math.min(bytes.length(), at + 20)));
        default -> bytes.insert(at, (char) random.nextInt(256));
      }
    }
    return bytes.toString();
  }
}
