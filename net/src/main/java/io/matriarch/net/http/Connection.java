package io.matriarch.net.http;

import io.matriarch.net.rest.RouteTable;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLContext;

/**
 * Builds what every connection passes through.
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

  /** All connections live on the one event loop, so that needs no lock. */
  private final OpenConnections open;

  private final ServerSecurity security;

  Connection(RouteTable routes, ServerLimits limits, ServerSecurity security) {
    this.routes = routes;
    this.limits = limits;
    this.security = security;
    this.open = new OpenConnections(limits.connections());
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    var deadline = new Deadline(limits, open);
    if (!open.makeRoom()) {
      channel.close();
      return;
    }
    open.add(deadline, channel);
    channel.closeFuture().addListener(closed -> open.remove(deadline));
    var codec =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(limits.headerBytes())
            .setMaxChunkSize(CHUNK);
    channel.pipeline().addLast(deadline);
    var tls = security.tls();
    if (tls != null) {
      channel.pipeline().addLast(encrypted(tls.get()));
    }
    channel
        .pipeline()
        .addLast(new HttpServerCodec(codec))
        .addLast(new WholeRequest(limits.bodyBytes()))
        .addLast(new FlowControlHandler())
        .addLast(new RequestHandler(routes, security.gate(), deadline));
  }

  private SslHandler encrypted(SSLContext context) {
    var engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    switch (security.clients()) {
      case REQUIRED -> engine.setNeedClientAuth(true);
      case OPTIONAL -> engine.setWantClientAuth(true);
      case NONE -> {}
    }
    var handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(limits.requestTime().toMillis());
    return handler;
  }
}
