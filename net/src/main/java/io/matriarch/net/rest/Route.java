package io.matriarch.net.rest;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One line of the table.
 *
 * @param methods that it answers, in the order of the {@code Allow} header
 * @param path the exact path; where it ends in {@code /{id}}, any one segment in that place
 * @param endpoint what answers
 */
record Route(List<String> methods, String path, Endpoint endpoint) {
  private static final String ID = "{id}";

  /** A health check: load balancers ask with any of the three. */
  static Route check(String path, Function<Request, Response> endpoint) {
    return new Route(List.of("GET", "HEAD", "OPTIONS"), path, now(endpoint));
  }

  static Route read(String path, Function<Request, Response> endpoint) {
    return new Route(List.of("GET", "HEAD"), path, now(endpoint));
  }

  /** A read that another node may have to answer. */
  static Route readOf(ForMember member, String path, Function<Request, Response> endpoint) {
    return new Route(List.of("GET", "HEAD"), path, member.named(now(endpoint)));
  }

  static Route write(String method, String path, Endpoint endpoint) {
    return new Route(List.of(method), path, endpoint);
  }

  boolean matches(String requested) {
    if (!path.endsWith(ID)) {
      return path.equals(requested);
    }
    var prefix = path.substring(0, path.length() - ID.length());
    return requested.startsWith(prefix)
        && requested.length() > prefix.length()
        && requested.indexOf('/', prefix.length()) < 0;
  }

  private static Endpoint now(Function<Request, Response> endpoint) {
    return request -> CompletableFuture.completedFuture(endpoint.apply(request));
  }
}
