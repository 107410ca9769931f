package io.matriarch.net.http;

import io.matriarch.net.api.ForwardedFor;
import io.matriarch.net.rest.Gate;
import io.matriarch.net.rest.Request;
import io.matriarch.net.rest.Response;
import io.matriarch.net.rest.RouteTable;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one request after another from the connection to the routes, and the answers back. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);
  private static final int MOST_PARAMETERS = 64;

  private final RouteTable routes;
  private final Supplier<Gate> gate;
  private final Deadline deadline;

  RequestHandler(RouteTable routes, Supplier<Gate> gate, Deadline deadline) {
    this.routes = routes;
    this.gate = gate;
    this.deadline = deadline;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    context.channel().config().setAutoRead(false);
    var failure = message.decoderResult().cause();
    if (failure != null) {
      write(context, malformed(failure), false);
      return;
    }
    var answer = new OneAnswer(context, HttpUtil.isKeepAlive(message));
    deadline.answering(context, answer::late);
    answer(context, message)
        .whenComplete(
            (r, e) ->
                context
                    .executor()
                    .execute(() -> answer.give(e == null ? r : failed(message.uri(), e))));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.atDebug().setMessage("connection closed").setCause(cause).log();
    context.close();
  }

  private CompletionStage<Response> answer(ChannelHandlerContext context, FullHttpRequest message) {
    var from = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
    var method = message.method().name();
    var verdict =
        gate.get()
            .judge(
                method,
                from,
                message.headers().get(HttpHeaderNames.AUTHORIZATION),
                ClientCertificate.subject(context.channel()));
    Request request;
    try {
      request = request(message, from, verdict instanceof Gate.Verdict.Welcome w ? w.name() : "");
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(
          Response.problem(400, "the query cannot be decoded: " + e.getMessage()));
    }
    if (verdict instanceof Gate.Verdict.Refused refused) {
      Audit.write(request, refused.response().status());
      return CompletableFuture.completedFuture(refused.response());
    }
    if (RouteTable.isStream(request)) {
      return stream(context);
    }
    try {
      return routes
          .dispatch(request)
          .whenComplete((r, e) -> Audit.write(request, e == null ? r.status() : 500));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The connection is the stream's from here on; the stage never completes then. */
  private CompletionStage<Response> stream(ChannelHandlerContext context) {
    if (!deadline.mayStream()) {
      return CompletableFuture.completedFuture(
          Response.problem(503, "too many clients follow the events of this agent already"));
    }
    deadline.streaming();
    context.pipeline().addLast(new EventStream(routes));
    context.pipeline().remove(this);
    return new CompletableFuture<>();
  }

  private static Request request(FullHttpRequest message, InetAddress from, String user) {
    var target = QueryStringDecoder.builder().maxParams(MOST_PARAMETERS).build(message.uri());
    Map<String, String> query = new HashMap<>();
    target.parameters().forEach((key, values) -> query.put(key, values.getFirst()));
    return new Request(
        message.method().name(),
        target.rawPath(),
        query,
        message.headers().get(HttpHeaderNames.IF_MATCH),
        ByteBufUtil.getBytes(message.content()),
        from.getHostAddress(),
        user,
        ForwardedFor.decode(message.headers().get(ForwardedFor.HEADER)));
  }

  private static Response malformed(Throwable failure) {
    return switch (failure) {
      case TooLongHttpLineException e -> Response.problem(414, "the request line is too long");
      case TooLongHttpHeaderException e -> Response.problem(431, "the headers are too long");
      default -> Response.problem(400, "this is not an HTTP/1.1 request");
    };
  }

  private static Response failed(String uri, Throwable failure) {
    log.atError().setMessage("request failed").addKeyValue("path", uri).setCause(failure).log();
    return Response.problem(500, "the agent failed to answer; its log says why");
  }

  private void write(ChannelHandlerContext context, Response response, boolean keepAlive) {
    deadline.writing(context);
    var written = context.writeAndFlush(HttpAnswer.of(response, keepAlive));
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    written.addListener(
        done -> {
          if (done.isSuccess()) {
            deadline.idle(context);
            context.channel().config().setAutoRead(true);
          } else {
            context.close();
          }
        });
  }

  /** The answer to one request: the agent's, or that it came too late. Event loop only. */
  private final class OneAnswer {
    private final ChannelHandlerContext context;
    private final boolean keepAlive;
    private boolean given;

    OneAnswer(ChannelHandlerContext context, boolean keepAlive) {
      this.context = context;
      this.keepAlive = keepAlive;
    }

    void give(Response response) {
      if (!given && context.channel().isActive()) {
        given = true;
        write(context, response, keepAlive);
      }
    }

    void late() {
      if (!given) {
        given = true;
        write(
            context,
            Response.outcomeUnknown("the agent did not answer in time: look before you retry"),
            false);
      }
    }
  }
}
