package io.matriarch.net.peer;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.json.Parsed;
import io.matriarch.net.api.json.PeerMessages;
import io.matriarch.statemachine.model.MemberReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Sends reports to peers over connections that are kept open. Thread-safe; nothing blocks. */
public final class PeerClient implements AutoCloseable {
  private static final long LARGEST_VIEW_BYTES = 4L << 20;

  private final HttpClient client;
  private final ExecutorService executor;
  private final Duration timeout;

  /**
   * @param timeout for connecting, and again for all of one exchange
   */
  public PeerClient(Duration timeout) {
    this.timeout = timeout;
    this.executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("peer").factory());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(trustingNobody())
            .executor(executor)
            .build();
  }

  /**
   * Reports to the peer at {@code apiUrl}, for example {@code http://10.0.0.1:8008}. The stage
   * always completes normally, within the timeout.
   */
  public CompletionStage<PeerAnswer> report(String apiUrl, MemberReport report) {
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(URI.create(apiUrl + "/peer/report"))
              .timeout(timeout)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(PeerMessages.encode(report)))
              .build();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(
          new PeerAnswer.Silent(
              "expected an API address such as http://host:8008, found " + apiUrl));
    }
    var exchange =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_VIEW_BYTES));
    // The timeout of the request ends with the headers; a body that trickles needs this one.
    return exchange
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (response, failure) -> {
              exchange.cancel(true);
              return failure == null ? answer(response) : new PeerAnswer.Silent(why(failure));
            });
  }

  /** Gives up exchanges that are under way. */
  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdown();
  }

  private static PeerAnswer answer(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      return new PeerAnswer.Silent("expected status 200, found " + response.statusCode());
    }
    return switch (PeerMessages.decodeView(response.body())) {
      case Parsed.Bad<ClusterView> bad -> new PeerAnswer.Silent(bad.message());
      case Parsed.Good<ClusterView> good -> new PeerAnswer.Heard(good.value());
    };
  }

  private static String why(Throwable failure) {
    @Nullable Throwable cause =
        failure instanceof CompletionException ? failure.getCause() : failure;
    return switch (cause) {
      case null -> "the exchange failed";
      case TimeoutException e -> "no answer in time";
      default -> {
        var message = cause.getMessage();
        yield cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
      }
    };
  }

  /** Given so that the client does not load the JDK's certificates, which it has no use for. */
  private static SSLContext trustingNobody() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }
}
