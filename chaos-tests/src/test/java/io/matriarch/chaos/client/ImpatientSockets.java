package io.matriarch.chaos.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Sockets that give up on connecting after a quarter of a second. pgjdbc counts its connect timeout
 * in whole seconds, and a client that stares at a dead host for one of them measures itself, not
 * the failover.
 */
public final class ImpatientSockets extends SocketFactory {
  static final int CONNECT_MILLIS = 250;

  @Override
  public Socket createSocket() {
    return new Impatient();
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

  private static final class Impatient extends Socket {
    @Override
    public void connect(SocketAddress to, int timeoutMillis) throws IOException {
      super.connect(
          to, timeoutMillis == 0 ? CONNECT_MILLIS : Math.min(timeoutMillis, CONNECT_MILLIS));
    }
  }
}
