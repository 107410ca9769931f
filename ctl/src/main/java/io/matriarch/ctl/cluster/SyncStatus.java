package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where acknowledged commits are, besides the primary.
 *
 * @param mode {@code off}, {@code on} or {@code quorum}
 * @param needed on so many of {@code standbys}; 0 where the primary alone is sure to have them
 */
public record SyncStatus(String mode, int needed, List<String> standbys) {
  static @Nullable SyncStatus of(JsonNode json) {
    if (!json.isObject()) {
      return null;
    }
    var standbys = new ArrayList<String>();
    json.path("standbys").forEach(name -> standbys.add(name.asText()));
    return new SyncStatus(
        new Fields(json).text("mode", "off"), json.path("needed").asInt(), List.copyOf(standbys));
  }

  /** Commits shall wait for standbys. */
  public boolean synchronous() {
    return !mode.equals("off");
  }

  /** They shall, and there is none that they could wait for. */
  public boolean alone() {
    return synchronous() && needed == 0;
  }

  /** For people. */
  public String words() {
    var where =
        needed == 0
            ? "on the primary alone"
            : "on the primary and %d of %s".formatted(needed, String.join(", ", standbys));
    return "%s (synchronous_mode %s)".formatted(where, mode);
  }
}
