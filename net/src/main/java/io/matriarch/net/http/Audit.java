package io.matriarch.net.http;

import io.matriarch.net.rest.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request for a change, with who, from where and what came of it, on a logger of its own.
 * What agents report to each other every second is none.
 */
final class Audit {
  private static final Logger log = LoggerFactory.getLogger("io.matriarch.audit");

  private Audit() {}

  static void write(Request request, int status) {
    var peer = request.path().equals("/peer/report") && status < 400;
    if (request.isRead() || peer) {
      return;
    }
    var line =
        log.atInfo()
            .setMessage("change asked for")
            .addKeyValue("method", request.method())
            .addKeyValue("path", shortened(request.path()))
            .addKeyValue("status", status)
            .addKeyValue("from", request.from());
    if (!request.user().isEmpty()) {
      line = line.addKeyValue("user", request.user());
    }
    if (request.query().get("member") instanceof String member) {
      line = line.addKeyValue("member", shortened(member));
    }
    if (!request.forwardedFor().isEmpty()) {
      line = line.addKeyValue("forwarded_for", request.forwardedFor());
    }
    line.log();
  }

  private static String shortened(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }
}
