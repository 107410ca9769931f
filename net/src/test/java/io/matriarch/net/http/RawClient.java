package io.matriarch.net.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is given, however wrong they are. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  final Socket socket;
  private final InputStream in;

  /** One answer. */
  record Answer(int status, Map<String, String> headers, String body) {}

  RawClient(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a request without a body and takes the answer. */
  Answer ask(String method, String path) throws IOException {
    send(method + " " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    return answer(!method.equals("HEAD"));
  }

  Answer answer() throws IOException {
    return answer(true);
  }

  private Answer answer(boolean hasBody) throws IOException {
    var status = Integer.parseInt(line().split(" ")[1]);
    var headers = new TreeMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      var sides = line.split(": ", 2);
      headers.put(sides[0].toLowerCase(Locale.ROOT), sides[1]);
    }
    var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    var body = hasBody ? new String(in.readNBytes(length), StandardCharsets.UTF_8) : "";
    return new Answer(status, headers, body);
  }

  /** True if the server ends the connection, with whatever it sends before. */
  boolean isClosed() throws IOException {
    try {
      in.skipNBytes(1 << 20);
      return false;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** True if nothing comes and nothing ends within {@code millis}. */
  boolean isSilentFor(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      in.read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (var b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
