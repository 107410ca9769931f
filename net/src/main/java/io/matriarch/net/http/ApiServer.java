package io.matriarch.net.http;

import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.ApiClock;
import io.matriarch.net.rest.RouteTable;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The REST API of an agent, listening.
 *
 * <p>One thread accepts, reads and answers: everything it does is short, and whatever is long
 * completes elsewhere. Buffers are small and not pooled, since an agent answers a few requests a
 * second and should leave the memory to PostgreSQL.
 */
public final class ApiServer implements AutoCloseable {
  /** A client beyond the backlog waits a second before it tries again. */
  private static final int LEAST_BACKLOG = 128;

  private final EventLoopGroup loop;
  private final Channel listener;

  private ApiServer(EventLoopGroup loop, Channel listener) {
    this.loop = loop;
    this.listener = listener;
  }

  /** Listens with the limits and clocks that an agent has. */
  public static ApiServer start(String bindHost, int port, AgentApi api, ServerSecurity security)
      throws IOException {
    return start(bindHost, port, api, ApiClock.system(), ServerLimits.DEFAULT, security);
  }

  /** The same in plain HTTP, with everybody let in. */
  public static ApiServer start(String bindHost, int port, AgentApi api) throws IOException {
    return start(bindHost, port, api, ServerSecurity.NONE);
  }

  /** Listens in plain HTTP, with everybody let in. */
  public static ApiServer start(
      String bindHost, int port, AgentApi api, ApiClock clock, ServerLimits limits)
      throws IOException {
    return start(bindHost, port, api, clock, limits, ServerSecurity.NONE);
  }

  /**
   * Listens.
   *
   * @param bindHost address or name to listen on
   * @param port 0 for any that is free
   * @param clock its elapsed time is the one that the views of {@code api} count on
   * @throws IOException if it cannot listen there; the message says why and what to do
   */
  public static ApiServer start(
      String bindHost,
      int port,
      AgentApi api,
      ApiClock clock,
      ServerLimits limits,
      ServerSecurity security)
      throws IOException {
    var loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("api", true), NioIoHandler.newFactory());
    var bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, Math.max(LEAST_BACKLOG, limits.connections()))
            .option(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 1024, 8192))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(new Connection(new RouteTable(api, clock), limits, security))
            .bind(new InetSocketAddress(bindHost, port))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IOException(
          ("the REST API cannot listen on %s:%d: %s; give restapi.listen an address of this host"
                  + " and a free port")
              .formatted(bindHost, port, reason(bound.cause())),
          bound.cause());
    }
    return new ApiServer(loop, bound.channel());
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Stops listening and closes every connection; waits a second at most. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  private static String reason(Throwable cause) {
    var message = cause.getMessage();
    return cause instanceof java.nio.channels.UnresolvedAddressException
        ? "unknown host"
        : message == null ? cause.getClass().getSimpleName() : message;
  }
}
