package io.matriarch.net.http;

import io.matriarch.net.rest.Response;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Collects a request with its body, up to the largest body that is taken. */
final class WholeRequest extends HttpObjectAggregator {
  private final int bodyBytes;

  WholeRequest(int bodyBytes) {
    super(bodyBytes, true);
    this.bodyBytes = bodyBytes;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
    var answer = Response.problem(413, "expected a body of at most %d bytes".formatted(bodyBytes));
    context.writeAndFlush(HttpAnswer.of(answer, false)).addListener(ChannelFutureListener.CLOSE);
  }
}
