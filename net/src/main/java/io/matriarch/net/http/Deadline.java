package io.matriarch.net.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that takes longer than it may for what it is doing. The time for a request
 * counts from its first byte, so that a byte now and then buys none.
 */
final class Deadline extends ChannelInboundHandlerAdapter {
  private enum Doing {
    IDLE,
    RECEIVING,
    ANSWERING,
    WRITING,
    STREAMING
  }

  private final ServerLimits limits;
  private final OpenConnections open;
  private Doing doing = Doing.IDLE;
  private @Nullable Future<?> alarm;

  Deadline(ServerLimits limits, OpenConnections open) {
    this.limits = limits;
    this.open = open;
  }

  /** It waits for the client, whole requests of whom have all been answered. */
  boolean isIdle() {
    return doing == Doing.IDLE || doing == Doing.RECEIVING;
  }

  boolean isStreaming() {
    return doing == Doing.STREAMING;
  }

  /** True where one more connection may be kept open for good. */
  boolean mayStream() {
    return open.mayStream();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    begin(context, Doing.IDLE, limits.idleTime(), context::close);
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (doing == Doing.IDLE) {
      begin(context, Doing.RECEIVING, limits.requestTime(), context::close);
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stop();
    context.fireChannelInactive();
  }

  /** The request is there; {@code late} runs if the agent does not answer in time. */
  void answering(ChannelHandlerContext context, Runnable late) {
    open.touch(this);
    begin(context, Doing.ANSWERING, limits.answerTime(), late);
  }

  void writing(ChannelHandlerContext context) {
    begin(context, Doing.WRITING, limits.writeTime(), context::close);
  }

  /** From now on only the client ends it, or that it does not take what it is sent. */
  void streaming() {
    stop();
    doing = Doing.STREAMING;
  }

  void idle(ChannelHandlerContext context) {
    begin(context, Doing.IDLE, limits.idleTime(), context::close);
  }

  private void begin(ChannelHandlerContext context, Doing next, Duration limit, Runnable late) {
    stop();
    doing = next;
    alarm = context.executor().schedule(late, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void stop() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }
}
