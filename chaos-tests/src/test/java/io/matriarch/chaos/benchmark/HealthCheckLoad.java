package io.matriarch.chaos.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Health checks as load balancers make them, and how long they take.
 *
 * <p>Runs from its source: {@code java HealthCheckLoad.java URL RATE SECONDS CONNECTIONS}, where a
 * rate of 0 is as fast as each connection can. Prints one line of tabs: requests a second, answers
 * with status 200, median, p99 and maximum in microseconds, connections made; then p99 counted from
 * when a request was sent instead of when it was due; then, as root, what {@link StolenTime} says
 * of the machine: the percentage of the time in which a processor was away, p99 of the answers
 * without the time that was taken from them, and the percentage of answers that lost none, and
 * their p99. All from when a request was due.
 */
final class HealthCheckLoad {
  private static final int MOST_ANSWERS = 4_000_000;
  private static final int LIMIT_MILLIS = 5000;

  private final InetSocketAddress server;
  private final byte[] request;
  private final long intervalNanos;
  private final long[] micros = new long[MOST_ANSWERS];
  private final long[] sentMicros = new long[MOST_ANSWERS];
  private final long[] ends = new long[MOST_ANSWERS];
  private int answers;
  private int good;
  private int connections;

  /** What came of it. */
  record Measured(
      double perSecond, int good, long p50, long p99, long max, int connections, long sentP99) {
    @Override
    public String toString() {
      return "%.0f\t%d\t%d\t%d\t%d\t%d\t%d"
          .formatted(perSecond, good, p50, p99, max, connections, sentP99);
    }
  }

  /**
   * @param interval between two requests of one connection; zero for none
   */
  private HealthCheckLoad(URI url, Duration interval) {
    server = new InetSocketAddress(url.getHost(), url.getPort());
    intervalNanos = interval.toNanos();
    request =
        "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
            .formatted(url.getPath(), url.getAuthority())
            .getBytes(StandardCharsets.US_ASCII);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var time = Duration.ofSeconds(Long.parseLong(arguments[2]));
    var stolen = StolenTime.watch(time);
    var load =
        load(
            URI.create(arguments[0]),
            Integer.parseInt(arguments[1]),
            time,
            Integer.parseInt(arguments[3]));
    System.out.println(load.measured(time.toNanos()) + load.without(stolen.spans(), time));
  }

  static Measured run(URI url, int perSecond, Duration time, int connections)
      throws InterruptedException {
    return load(url, perSecond, time, connections).measured(time.toNanos());
  }

  private static HealthCheckLoad load(URI url, int perSecond, Duration time, int connections)
      throws InterruptedException {
    var interval =
        perSecond == 0
            ? Duration.ZERO
            : Duration.ofSeconds(1).multipliedBy(connections).dividedBy(perSecond);
    var load = new HealthCheckLoad(url, interval);
    var threads = new Thread[connections];
    var begun = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      var first = begun + load.intervalNanos * i / connections;
      threads[i] = new Thread(() -> load.ask(first, begun + time.toNanos()));
      threads[i].start();
    }
    for (var thread : threads) {
      thread.join();
    }
    return load;
  }

  /** The same answers with the machine's part taken out, as more columns. */
  private synchronized String without(List<StolenTime.Span> stolen, Duration time) {
    if (answers == 0) {
      return "";
    }
    var less = new long[answers];
    var whole = new long[answers];
    int untouched = 0;
    for (int i = 0; i < answers; i++) {
      long taken = StolenTime.within(stolen, ends[i] - micros[i] * 1000, ends[i]);
      less[i] = micros[i] - taken / 1000;
      if (taken == 0) {
        whole[untouched++] = micros[i];
      }
    }
    Arrays.sort(less);
    Arrays.sort(whole, 0, untouched);
    long away = stolen.stream().mapToLong(span -> span.to() - span.from()).sum();
    return "\t%d\t%d\t%d\t%d"
        .formatted(
            away * 100 / time.toNanos(),
            less[(int) (answers * 99L / 100)],
            untouched * 100L / answers,
            untouched == 0 ? 0 : whole[(int) (untouched * 99L / 100)]);
  }

  private synchronized Measured measured(long nanos) {
    var sorted = Arrays.copyOf(micros, answers);
    var sent = Arrays.copyOf(sentMicros, answers);
    Arrays.sort(sorted);
    Arrays.sort(sent);
    if (answers == 0) {
      return new Measured(0, 0, 0, 0, 0, connections, 0);
    }
    return new Measured(
        answers * 1e9 / nanos,
        good,
        sorted[answers / 2],
        sorted[(int) (answers * 99L / 100)],
        sorted[answers - 1],
        connections,
        sent[(int) (answers * 99L / 100)]);
  }

  private synchronized void answered(long now, long took, long sinceSent, boolean ok) {
    if (answers < MOST_ANSWERS) {
      ends[answers] = now;
      sentMicros[answers] = sinceSent / 1000;
      micros[answers++] = took / 1000;
      good += ok ? 1 : 0;
    }
  }

  private synchronized void connected() {
    connections++;
  }

  /** From the moment that a check was due, so that a server that stalls does not stop the clock. */
  private void ask(long first, long end) {
    long due = first;
    Socket socket = null;
    try {
      InputStream in = InputStream.nullInputStream();
      while (due < end) {
        LockSupport.parkNanos(due - System.nanoTime());
        long from = intervalNanos == 0 ? System.nanoTime() : Math.max(due, 0);
        if (socket == null || socket.isClosed()) {
          socket = new Socket();
          socket.setTcpNoDelay(true);
          socket.setSoTimeout(LIMIT_MILLIS);
          socket.connect(server, LIMIT_MILLIS);
          in = new BufferedInputStream(socket.getInputStream());
          connected();
        }
        long sent = System.nanoTime();
        socket.getOutputStream().write(request);
        var head = head(in);
        long length = length(head);
        in.skipNBytes(Math.max(0, length));
        long now = System.nanoTime();
        answered(now, now - from, now - sent, head.startsWith(" 200", 8));
        // Without a length the end of the connection is the end of the body.
        if (length < 0 || head.startsWith("HTTP/1.0") || head.contains("connection: close")) {
          socket.close();
        }
        due = intervalNanos == 0 ? System.nanoTime() : due + intervalNanos;
      }
    } catch (IOException e) {
      System.err.println("a connection broke: " + e);
    } finally {
      close(socket);
    }
  }

  /** Status line and headers; all but the status line in lower case. */
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server hung up");
      }
      head.append((char) next);
    }
    int line = head.indexOf("\r\n");
    return head.substring(0, line) + head.substring(line).toLowerCase(java.util.Locale.ROOT);
  }

  private static long length(String head) {
    int at = head.indexOf("content-length:");
    return at < 0 ? -1 : Long.parseLong(head.substring(at + 15, head.indexOf("\r\n", at)).strip());
  }

  private static void close(Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      return; // it is the end in any case
    }
  }
}
