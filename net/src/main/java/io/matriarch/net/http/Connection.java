package io.matriarch.net.http;

import io.matriarch.net.rest.RouteTable;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;

/**
 * Builds what every connection passes through. A TLS handler would be the first.
 *
 * <p>Requests are taken one at a time: the handler stops reading with each, the flow control keeps
 * what had been read already, and both go on when the answer is on its way. So answers keep their
 * order, and a client that never reads them cannot pile them up here.
 */
@Sharable
final class Connection extends ChannelInitializer<SocketChannel> {
  private static final int LONGEST_LINE = 4096;
  private static final int CHUNK = 8192;

  private final RouteTable routes;
  private final ServerLimits limits;

  /** How many are open. All connections live on the one event loop, so that needs no lock. */
  private int open;

  Connection(RouteTable routes, ServerLimits limits) {
    this.routes = routes;
    this.limits = limits;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (open >= limits.connections()) {
      channel.close();
      return;
    }
    open++;
    channel.closeFuture().addListener(closed -> open--);
    var codec =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(limits.headerBytes())
            .setMaxChunkSize(CHUNK);
    var deadline = new Deadline(limits);
    channel
        .pipeline()
        .addLast(deadline)
        .addLast(new HttpServerCodec(codec))
        .addLast(new WholeRequest(limits.bodyBytes()))
        .addLast(new FlowControlHandler())
        .addLast(new RequestHandler(routes, deadline));
  }
}
