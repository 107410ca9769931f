package io.matriarch.agent.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** libpq connection strings of this node; they name a password file and never hold a password. */
final class Conninfo {
  private Conninfo() {}

  /**
   * For a WAL receiver, a base backup or pg_rewind.
   *
   * @param server to connect to
   * @param login to log in as
   * @param passFile with its password
   * @param applicationName how the server shows it
   */
  static Map<String, String> to(
      HostPort server, Credentials login, Path passFile, String applicationName) {
    var parts = new LinkedHashMap<String, String>();
    parts.put("host", server.host());
    parts.put("port", Integer.toString(server.port()));
    parts.put("user", login.username());
    parts.put("passfile", passFile.toString());
    parts.put("application_name", applicationName);
    parts.put("connect_timeout", "3");
    // A source whose host is gone sends no RST: without these the kernel would wait for hours.
    parts.put("keepalives_idle", "5");
    parts.put("keepalives_interval", "2");
    parts.put("keepalives_count", "3");
    parts.put("tcp_user_timeout", "10000");
    parts.putAll(login.tls().parts());
    return parts;
  }

  static String text(Map<String, String> parts) {
    return parts.entrySet().stream()
        .map(e -> e.getKey() + "=" + Quoting.conninfoValue(e.getValue()))
        .collect(Collectors.joining(" "));
  }

  /** The {@code host:port} in a connection string; empty where it names no host. */
  static Optional<HostPort> server(String conninfo) {
    var parts = parse(conninfo);
    var host = parts.getOrDefault("host", parts.getOrDefault("hostaddr", ""));
    if (host.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new HostPort(host, Integer.parseInt(parts.getOrDefault("port", "5432"))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // several hosts, or a service: not written by us
    }
  }

  /** Key = value with blanks around the sign, values in quotes or not, backslash escapes. */
  static Map<String, String> parse(String conninfo) {
    var parts = new LinkedHashMap<String, String>();
    int at = 0;
    while (at < conninfo.length()) {
      int equals = conninfo.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      var key = conninfo.substring(at, equals).strip();
      at = equals + 1;
      while (at < conninfo.length() && conninfo.charAt(at) == ' ') {
        at++;
      }
      boolean quoted = at < conninfo.length() && conninfo.charAt(at) == '\'';
      at += quoted ? 1 : 0;
      var value = new StringBuilder();
      for (; at < conninfo.length(); at++) {
        char c = conninfo.charAt(at);
        if (c == '\\' && at + 1 < conninfo.length()) {
          value.append(conninfo.charAt(++at));
        } else if (quoted ? c == '\'' : c == ' ') {
          break;
        } else {
          value.append(c);
        }
      }
      at++;
      parts.put(key, value.toString());
    }
    return parts;
  }
}
