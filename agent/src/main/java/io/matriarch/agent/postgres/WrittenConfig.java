package io.matriarch.agent.postgres;

import java.util.regex.Pattern;

/**
 * What the head of {@code matriarch.conf} tells a later agent about it.
 *
 * @param configVersion the dynamic configuration whose parameters it holds; 0 unknown
 * @param upstream the {@code host:port} to stream from; empty for none
 * @param rule {@code synchronous_standby_names}
 * @param slot to stream through; empty for none
 */
public record WrittenConfig(long configVersion, String upstream, String rule, String slot) {
  public static final WrittenConfig NONE = new WrittenConfig(0, "", "", "");
  private static final Pattern VERSION = Pattern.compile("(?m)^# configuration_version = (\\d+)$");
  private static final Pattern RULE = Pattern.compile("(?m)^# commits_wait_for = (.*)$");
  private static final Pattern SLOT = Pattern.compile("(?m)^# slot = (.*)$");
  private static final Pattern UPSTREAM = Pattern.compile("(?m)^# upstream = (.*)$");

  static WrittenConfig parse(String text) {
    var version = VERSION.matcher(text);
    var upstream = UPSTREAM.matcher(text);
    var rule = RULE.matcher(text);
    var slot = SLOT.matcher(text);
    return new WrittenConfig(
        version.find() ? Long.parseLong(version.group(1)) : 0,
        upstream.find() ? upstream.group(1).strip() : "",
        rule.find() ? rule.group(1).strip() : "",
        slot.find() ? slot.group(1).strip() : "");
  }

  String head() {
    return """
    # Written by Matriarch before each start and at each change; changes made here are lost.
    # Change the cluster's configuration or the node's postgresql.parameters instead.
    # configuration_version = %d
    # upstream = %s
    # commits_wait_for = %s
    # slot = %s
    """
        .formatted(configVersion, upstream, rule, slot);
  }
}
