package io.matriarch.ctl.setup;

import io.matriarch.statemachine.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A node of a cluster that is to be.
 *
 * @param name a member's
 * @param host a name or an address that the others reach it by; IPv6 without brackets
 */
public record NewNode(String name, String host) {
  /** Commits wait for a standby of this name where they are to wait for none that exists. */
  private static final String NOBODY = "nobody";

  /**
   * Reads {@code NAME=HOST,NAME=HOST}.
   *
   * @throws IllegalArgumentException where that is not what it is; the message is for the operator
   */
  public static List<NewNode> parse(String text) {
    var nodes = new ArrayList<NewNode>();
    var names = new TreeSet<String>();
    var hosts = new TreeSet<String>();
    for (var pair : text.split(",")) {
      int equals = pair.indexOf('=');
      var name = pair.substring(0, Math.max(0, equals)).strip();
      var host = pair.substring(equals + 1).strip().replaceAll("^\\[(.*)]$", "$1");
      if (!MemberId.isValid(name) || name.equals(NOBODY) || !host.matches("[A-Za-z0-9._:-]+")) {
        throw new IllegalArgumentException(
            "expected NAME=HOST such as a=10.0.0.1, found '%s'".formatted(pair));
      }
      if (!names.add(name) || !hosts.add(host)) {
        throw new IllegalArgumentException(
            "expected a name and a host of its own for each node, found '%s' again"
                .formatted(pair));
      }
      nodes.add(new NewNode(name, host));
    }
    return nodes;
  }

  /** As others connect to {@code port} there. */
  String at(int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
