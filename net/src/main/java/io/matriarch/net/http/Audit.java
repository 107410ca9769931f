package io.matriarch.net.http;

import io.matriarch.net.rest.Request;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request for a change, with who, from where and what came of it, on a logger of its own.
 * What agents report to each other every second is none.
 */
final class Audit {
  private static final Logger log = LoggerFactory.getLogger("io.matriarch.audit");
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private Audit() {}

  static void write(Request request, int status) {
    var peer = request.path().equals("/peer/report") && status < 400;
    if (READS.contains(request.method()) || peer) {
      return;
    }
    var line =
        log.atInfo()
            .setMessage("change asked for")
            .addKeyValue("method", request.method())
            .addKeyValue("path", shortened(request.path()))
            .addKeyValue("status", status)
            .addKeyValue("from", request.from());
    (request.user().isEmpty() ? line : line.addKeyValue("user", request.user())).log();
  }

  private static String shortened(String path) {
    return path.length() > 100 ? path.substring(0, 100) + "..." : path;
  }
}
