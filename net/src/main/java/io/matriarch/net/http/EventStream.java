package io.matriarch.net.http;

import io.matriarch.net.api.ApiEvent;
import io.matriarch.net.rest.RouteTable;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one client, the last in its connection's pipeline. A client that does not
 * take them is cut off: what waits for it is bounded by what the channel buffers. Event loop only.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent
 *     events</a>
 */
final class EventStream extends ChannelInboundHandlerAdapter {
  /** Shorter than proxies keep a silent connection. */
  private static final long SIGN_OF_LIFE_SECONDS = 15;

  /** Events come one by one, a few in a second: so many at once mean that this thread is stuck. */
  private static final int MOST_WAITING = 256;

  private final RouteTable routes;
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable Runnable end;
  private @Nullable Future<?> signs;

  EventStream(RouteTable routes) {
    this.routes = routes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    context.write(head);
    send(context, ": from here on\n\n");
    end = routes.follow(event -> told(context, event));
    signs =
        context
            .executor()
            .scheduleAtFixedRate(
                () -> send(context, ": still here\n\n"),
                SIGN_OF_LIFE_SECONDS,
                SIGN_OF_LIFE_SECONDS,
                TimeUnit.SECONDS);
    // Or its end would not be noticed.
    context.channel().config().setAutoRead(true);
  }

  /** From any thread. */
  private void told(ChannelHandlerContext context, ApiEvent event) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      context.close();
      return;
    }
    context
        .executor()
        .execute(
            () -> {
              waiting.decrementAndGet();
              if (context.channel().isActive()) {
                send(context, text(event));
              }
            });
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (end != null) {
      end.run();
    }
    if (signs != null) {
      signs.cancel(false);
    }
  }

  /** What it still says means nothing here. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private static void send(ChannelHandlerContext context, String text) {
    if (!context.channel().isActive()) {
      return;
    }
    if (!context.channel().isWritable()) {
      context.close();
      return;
    }
    context.writeAndFlush(
        new DefaultHttpContent(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static String text(ApiEvent event) {
    return "event: %s\ndata: %s\n\n".formatted(event.name(), event.data());
  }
}
