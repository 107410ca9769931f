package io.matriarch.net.peer;

import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedRequest;
import io.matriarch.net.api.json.PeerMessages;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberReport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends reports to peers over connections that are kept open, and hands requests to them.
 * Thread-safe; nothing blocks.
 *
 * <p>On the same Netty as the API: the JDK's client and the TLS it always brings along would cost
 * every agent several megabytes for one small request a second.
 */
public final class PeerClient implements AutoCloseable {
  /** Longer than a node takes to say at least that it is at work. */
  public static final Duration FORWARD_LIMIT = Duration.ofSeconds(60);

  private static final int LARGEST_VIEW_BYTES = 4 << 20;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("peer", true), NioIoHandler.newFactory());
  private final Bootstrap bootstrap;
  private final Duration timeout;
  private final @Nullable Supplier<SSLContext> tls;
  private final Supplier<Optional<String>> authorization;

  /** Open connections that nothing is sent on, at most one for each address. Event loop only. */
  private final Map<PeerAddress, Channel> idle = new HashMap<>();

  /**
   * For peers without TLS that let everybody in.
   *
   * @param timeout for all of one exchange, connecting included
   */
  public PeerClient(Duration timeout) {
    this(timeout, null, Optional::empty);
  }

  /**
   * @param timeout for all of one exchange, connecting included
   * @param tls gives the context for each new connection to a peer that speaks HTTPS; null for the
   *     JDK's
   * @param authorization gives the header of that name for each request; empty to send none
   */
  public PeerClient(
      Duration timeout,
      @Nullable Supplier<SSLContext> tls,
      Supplier<Optional<String>> authorization) {
    this.timeout = timeout;
    this.tls = tls;
    this.authorization = authorization;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
            .option(
                ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 1024, 8192))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpClientCodec())
                        .addLast(new HttpObjectAggregator(LARGEST_VIEW_BYTES));
                  }
                });
  }

  /**
   * Reports to the peer at {@code apiUrl}, for example {@code http://10.0.0.1:8008}. The stage
   * always completes normally, within the timeout.
   */
  public CompletionStage<PeerAnswer> report(String apiUrl, MemberReport report) {
    var address = PeerAddress.of(apiUrl, "/peer/report");
    if (address.isEmpty()) {
      return CompletableFuture.completedFuture(
          new PeerAnswer.Silent(
              "expected an API address such as http://host:8008, found " + apiUrl));
    }
    var result = new CompletableFuture<PeerAnswer>();
    var body = PeerMessages.encode(report);
    try {
      loop.execute(() -> begin(address.get(), body, result));
    } catch (RejectedExecutionException e) {
      result.complete(new PeerAnswer.Silent("this agent is stopping"));
    }
    // Not the event loop's clock: looking up a name blocks the loop.
    return result.completeOnTimeout(
        new PeerAnswer.Silent("no answer in time"), timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Hands a request to the agent of {@code to}. The stage always completes normally, within {@link
   * #FORWARD_LIMIT}.
   */
  public CompletionStage<ForwardReply> forward(Member to, ForwardedRequest request) {
    var address = PeerAddress.of(to.apiUrl(), request.path());
    if (address.isEmpty()) {
      return CompletableFuture.completedFuture(
          new ForwardReply.NotSent(
              "expected an API address such as http://host:8008, found " + to.apiUrl()));
    }
    var forward = new Forward(to.id().value(), request, address.get(), new CompletableFuture<>());
    try {
      loop.execute(() -> begin(forward));
    } catch (RejectedExecutionException e) {
      forward.notSent("this agent is stopping");
    }
    return forward
        .result()
        .completeOnTimeout(
            new ForwardReply.Unknown("no answer within %d s".formatted(FORWARD_LIMIT.toSeconds())),
            FORWARD_LIMIT.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void begin(Forward forward) {
    var address = forward.address();
    var connecting = bootstrap.connect(address.host(), address.port());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            if (address.tls()) {
              connecting.channel().pipeline().addFirst(encrypted(address));
            }
            forward.connected(connecting.channel(), authorization.get());
          } else {
            forward.notSent(PeerExchange.why(done.cause()));
          }
        });
  }

  private void begin(PeerAddress address, byte[] body, CompletableFuture<PeerAnswer> result) {
    var kept = Optional.ofNullable(idle.remove(address)).filter(Channel::isActive);
    if (kept.isPresent()) {
      exchange(kept.get(), address, body, result);
      return;
    }
    var connecting = bootstrap.connect(address.host(), address.port());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            if (address.tls()) {
              connecting.channel().pipeline().addFirst(encrypted(address));
            }
            exchange(connecting.channel(), address, body, result);
          } else {
            result.complete(new PeerAnswer.Silent(PeerExchange.why(done.cause())));
          }
        });
  }

  /** The name in the certificate must be the one that was connected to. */
  private SslHandler encrypted(PeerAddress address) throws NoSuchAlgorithmException {
    var context = tls == null ? SSLContext.getDefault() : tls.get();
    var engine = context.createSSLEngine(address.host(), address.port());
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    var handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(timeout.toMillis());
    return handler;
  }

  private void exchange(
      Channel channel, PeerAddress address, byte[] body, CompletableFuture<PeerAnswer> result) {
    if (result.isDone()) {
      channel.close();
      return;
    }
    var exchange =
        new PeerExchange(channel, new ReportOutcome(result), () -> keep(address, channel));
    channel.pipeline().addLast(exchange);
    channel.writeAndFlush(
        PeerExchange.request(HttpMethod.POST, address, "", body, authorization.get()),
        channel.voidPromise());
    // An answer that comes after its time would be taken for the next one's.
    result.whenComplete((answer, failure) -> loop.execute(exchange::closeUnlessAnswered));
  }

  private void keep(PeerAddress address, Channel channel) {
    var other = idle.put(address, channel);
    if (other != null) {
      other.close();
    }
  }

  /** Gives up exchanges that are under way. */
  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
