package io.matriarch.net.peer;

import io.matriarch.net.api.HeardReports;
import io.matriarch.net.api.json.Parsed;
import io.matriarch.net.api.json.PeerMessages;
import io.netty.buffer.ByteBufUtil;
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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One report on its way and the answer to it, the last in its connection's pipeline. */
final class PeerExchange extends SimpleChannelInboundHandler<FullHttpResponse> {
  private static final int OK = 200;

  private final Channel channel;
  private final CompletableFuture<PeerAnswer> result;
  private final Runnable reusable;
  private boolean answered;

  /**
   * @param reusable run where the connection is free for another exchange
   */
  PeerExchange(Channel channel, CompletableFuture<PeerAnswer> result, Runnable reusable) {
    this.channel = channel;
    this.result = result;
    this.reusable = reusable;
  }

  static DefaultFullHttpRequest request(
      PeerAddress address, byte[] body, @Nullable String authorization) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, address.path(), Unpooled.wrappedBuffer(body));
    request
        .headers()
        .set(HttpHeaderNames.HOST, address.authority())
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    if (authorization != null) {
      request.headers().set(HttpHeaderNames.AUTHORIZATION, authorization);
    }
    return request;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    var malformed = response.decoderResult().cause();
    var answer = malformed == null ? answer(response) : new PeerAnswer.Silent(why(malformed));
    answered = true;
    context.pipeline().remove(this);
    if (malformed == null && HttpUtil.isKeepAlive(response)) {
      reusable.run();
    } else {
      channel.close();
    }
    result.complete(answer);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    result.complete(new PeerAnswer.Silent(why(cause)));
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    result.complete(new PeerAnswer.Silent("the peer closed the connection"));
  }

  /** The end of its time; on the event loop. */
  void closeUnlessAnswered() {
    if (!answered) {
      channel.close();
    }
  }

  private static PeerAnswer answer(FullHttpResponse response) {
    if (response.status().code() != OK) {
      return new PeerAnswer.Silent("expected status 200, found " + response.status().code());
    }
    return switch (PeerMessages.decodeHeard(ByteBufUtil.getBytes(response.content()))) {
      case Parsed.Bad<HeardReports> bad -> new PeerAnswer.Silent(bad.message());
      case Parsed.Good<HeardReports> good -> new PeerAnswer.Heard(good.value());
    };
  }

  static String why(Throwable failure) {
    var message = failure.getMessage();
    return failure instanceof ConnectTimeoutException
        ? "no answer in time"
        : failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
