package io.matriarch.net.http;

import io.matriarch.net.rest.Response;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** A {@link Response} as Netty sends it. */
final class HttpAnswer {
  private static final int NO_CONTENT = 204;

  private HttpAnswer() {}

  /**
   * @param keepAlive whether the connection stays open; said in words, since a client of HTTP/1.0
   *     expects otherwise
   */
  static FullHttpResponse of(Response response, boolean keepAlive) {
    var answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    var headers = answer.headers();
    if (response.status() != NO_CONTENT) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set(
        HttpHeaderNames.CONNECTION,
        keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    response.headers().forEach(headers::set);
    return answer;
  }
}
