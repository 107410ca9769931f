package io.matriarch.net.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/** One request on its way and the answer to it, the last in its connection's pipeline. */
final class PeerExchange extends SimpleChannelInboundHandler<FullHttpResponse> {
  private final Channel channel;
  private final Outcome outcome;
  private final Runnable reusable;
  private boolean answered;

  /** Who is told what came of it; the first that is told counts. On the event loop. */
  interface Outcome {
    /** The response is released afterwards. */
    void answered(FullHttpResponse response);

    void failed(String why);
  }

  /**
   * @param reusable run where the connection is free for another exchange
   */
  PeerExchange(Channel channel, Outcome outcome, Runnable reusable) {
    this.channel = channel;
    this.outcome = outcome;
    this.reusable = reusable;
  }

  static DefaultFullHttpRequest request(
      HttpMethod method,
      PeerAddress address,
      String query,
      byte[] body,
      Optional<String> authorization) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, method, address.path() + query, Unpooled.wrappedBuffer(body));
    request
        .headers()
        .set(HttpHeaderNames.HOST, address.authority())
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    authorization.ifPresent(header -> request.headers().set(HttpHeaderNames.AUTHORIZATION, header));
    return request;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    var malformed = response.decoderResult().cause();
    answered = true;
    context.pipeline().remove(this);
    if (malformed == null && HttpUtil.isKeepAlive(response)) {
      reusable.run();
    } else {
      channel.close();
    }
    if (malformed == null) {
      outcome.answered(response);
    } else {
      outcome.failed(why(malformed));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    outcome.failed(why(cause));
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    outcome.failed("the peer closed the connection");
  }

  /** The end of its time; on the event loop. */
  void closeUnlessAnswered() {
    if (!answered) {
      channel.close();
    }
  }

  static String why(Throwable failure) {
    var message = failure.getMessage();
    return failure instanceof ConnectTimeoutException
        ? "no answer in time"
        : failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
