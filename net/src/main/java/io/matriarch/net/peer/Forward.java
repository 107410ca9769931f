package io.matriarch.net.peer;

import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedFor;
import io.matriarch.net.api.ForwardedRequest;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One request that is handed on, over a connection of its own: of one that was kept open nobody
 * could say whether the peer closed it before or after it read the request.
 *
 * @param member who is meant
 */
record Forward(
    String member,
    ForwardedRequest request,
    PeerAddress address,
    CompletableFuture<ForwardReply> result)
    implements PeerExchange.Outcome {
  /** The connection stands; with TLS it still has to be agreed on. On the event loop. */
  void connected(Channel channel, Optional<String> authorization) {
    var tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      send(channel, authorization);
      return;
    }
    tls.handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                send(channel, authorization);
              } else {
                notSent(PeerExchange.why(done.cause()));
                channel.close();
              }
            });
  }

  void notSent(String why) {
    result.complete(new ForwardReply.NotSent(why));
  }

  private void send(Channel channel, Optional<String> authorization) {
    if (result.isDone()) {
      channel.close();
      return;
    }
    channel.pipeline().addLast(new PeerExchange(channel, this, channel::close));
    var message =
        PeerExchange.request(
            HttpMethod.valueOf(request.method()),
            address,
            "?member=" + member,
            request.body(),
            authorization);
    message
        .headers()
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .set(ForwardedFor.HEADER, ForwardedFor.encode(request.by()));
    channel.writeAndFlush(message, channel.voidPromise());
    result.whenComplete((reply, failure) -> channel.close());
  }

  @Override
  public void answered(FullHttpResponse response) {
    var headers = response.headers();
    result.complete(
        new ForwardReply.Answered(
            response.status().code(),
            Objects.requireNonNullElse(
                headers.get(HttpHeaderNames.CONTENT_TYPE), "application/octet-stream"),
            ByteBufUtil.getBytes(response.content()),
            headers.get(HttpHeaderNames.LOCATION)));
  }

  @Override
  public void failed(String why) {
    result.complete(new ForwardReply.Unknown(why));
  }
}
