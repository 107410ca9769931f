package io.matriarch.chaos.workload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Sockets that give up on connecting after a quarter of a second; pgjdbc counts that in whole
 * seconds, and a client that stares at a dead host measures itself instead of the failover. Public
 * because the driver makes one by its name.
 */
public final class QuickSockets extends SocketFactory {
  public static final int CONNECT_MILLIS = 250;

  @Override
  public Socket createSocket() {
    return new Quick();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new SocketException("pgjdbc connects by itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw new SocketException("pgjdbc connects by itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new SocketException("pgjdbc connects by itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw new SocketException("pgjdbc connects by itself");
  }

  private static final class Quick extends Socket {
    @Override
    public void connect(SocketAddress to, int timeoutMillis) throws IOException {
      int limit = timeoutMillis == 0 ? CONNECT_MILLIS : Math.min(timeoutMillis, CONNECT_MILLIS);
      super.connect(to, limit);
    }
  }
}
