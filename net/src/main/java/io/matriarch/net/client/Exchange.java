package io.matriarch.net.client;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** One request to one agent: how far it came. */
sealed interface Exchange {
  record Answer(ApiAnswer.Answered answered) implements Exchange {}

  /** No byte of the request can have reached an agent. */
  record NotSent(String reason) implements Exchange {}

  /** The request, or a part of it, may have arrived. */
  record Lost(String reason) implements Exchange {}

  /** Sorts a failure: anything not known to come before the first byte counts as lost. */
  static Exchange failed(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return new NotSent("the host name does not resolve");
      }
    }
    return switch (failure) {
      case HttpConnectTimeoutException e -> new NotSent("no connection in time");
      case ConnectException e -> new NotSent(words(e.getMessage(), "connection refused"));
      case SSLHandshakeException e -> new NotSent(words(e.getMessage(), "TLS handshake failed"));
      case HttpTimeoutException e -> new Lost("no answer in time");
      default -> new Lost(words(failure.getMessage(), failure.getClass().getSimpleName()));
    };
  }

  private static String words(@Nullable String message, String otherwise) {
    return message == null || message.isBlank() ? otherwise : message;
  }
}
