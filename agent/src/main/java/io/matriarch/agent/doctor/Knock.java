package io.matriarch.agent.doctor;

import io.matriarch.agent.config.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a peer and, with TLS, greets it as one that must be the host that was meant.
 *
 * @param tls null for a plain connection
 */
record Knock(HostPort at, @Nullable SSLContext tls) {
  private static final int LIMIT_MILLIS = 2000;
  private static final int LONGEST_LINE = 200;

  /** How a client of HTTP/2 begins, with settings that are all at their defaults. */
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0";

  /**
   * Does no more than that; with TLS it waits for the first words of the peer, which are HTTP/2.
   */
  void greet() throws IOException {
    try (var socket = connected()) {
      if (tls == null) {
        return;
      }
      // TLS 1.3 tells a client only with what comes next whether its certificate was taken.
      socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.ISO_8859_1));
      if (socket.getInputStream().read() < 0) {
        throw new IOException("hung up after the TLS handshake: does it trust this certificate?");
      }
    }
  }

  /** Asks for a health check; any answer is an open way. */
  void http(String path) throws IOException {
    try (var socket = connected()) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, at)
                  .getBytes(StandardCharsets.US_ASCII));
      var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      var line = new BufferedReader(in, LONGEST_LINE).readLine();
      if (line == null || !line.startsWith("HTTP/1.")) {
        throw new IOException(
            "expected an HTTP answer, found " + (line == null ? "none" : "another"));
      }
    }
  }

  private Socket connected() throws IOException {
    var plain = new Socket();
    try {
      plain.setSoTimeout(LIMIT_MILLIS);
      plain.connect(new InetSocketAddress(at.host(), at.port()), LIMIT_MILLIS);
      return tls == null ? plain : greeted(tls, plain);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private Socket greeted(SSLContext context, Socket plain) throws IOException {
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, at.host(), at.port(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
