package io.matriarch.agent.patroni;

import java.util.List;
import java.util.Locale;

/** The sections beside PostgreSQL: REST API, ctl, watchdog, tags, log. */
final class NodePart {
  private final Source top;
  private final Target target;

  NodePart(Source top, Target target) {
    this.top = top;
    this.target = target;
  }

  void restApi() {
    var from = top.below("restapi");
    var to = new Target();
    from.copy(to, "listen", "connect_address", "certfile", "keyfile", "keyfile_password");
    from.copy(to, "cafile", "verify_client", "allowlist");
    var login = new Target();
    var given = from.below("authentication");
    given.copy(login, "username", "password");
    given.finish();
    to.section("authentication", login);
    from.finish();
    target.section("restapi", to);
  }

  void ctl() {
    var from = top.below("ctl");
    var to = new Target();
    from.copy(to, "cacert", "certfile", "keyfile", "keyfile_password", "insecure");
    var login = new Target();
    var given = from.below("authentication");
    given.copy(login, "username", "password");
    given.finish();
    to.section("authentication", login);
    from.finish();
    target.section("ctl", to);
  }

  void watchdog() {
    var from = top.below("watchdog");
    var to = new Target();
    from.copy(to, "mode", "device");
    from.leave(
        "safety_margin",
        "not carried over: the device strikes at the end of the lease, after agent and guard");
    from.finish();
    target.section("watchdog", to);
  }

  void tags() {
    var from = top.below("tags");
    var to = new Target();
    for (var key : from.left()) {
      from.copy(to, key);
    }
    target.section("tags", to);
  }

  void log() {
    var from = top.below("log");
    var to = new Target();
    from.text("level").ifPresent(t -> level(from, t, to));
    from.text("type")
        .filter(t -> t.equals("json") || t.equals("plain"))
        .ifPresent(t -> to.text("format", t));
    from.finish();
    target.section("log", to);
  }

  private static void level(Source from, String text, Target to) {
    var level =
        switch (text.toUpperCase(Locale.ROOT)) {
          case "NOTSET", "DEBUG" -> "DEBUG";
          case "WARNING", "WARN" -> "WARN";
          case "ERROR", "CRITICAL", "FATAL" -> "ERROR";
          default -> "INFO";
        };
    to.text("level", level);
    if (!List.of("DEBUG", "INFO", "WARN", "ERROR").contains(text)) {
      from.remark("level", "carried over as " + level);
    }
  }
}
