package io.matriarch.net.rest;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the query of a health check demands of a standby.
 *
 * @param lagBytes furthest it may be behind; null for any
 * @param replicationState for example {@code streaming}; null for any
 * @param tags that it must have, with these values
 */
record ReplicaFilter(
    @Nullable Long lagBytes, @Nullable String replicationState, Map<String, String> tags) {
  private static final String TAG = "tag_";

  sealed interface Result {
    record Good(ReplicaFilter filter) implements Result {}

    record Bad(String message) implements Result {}
  }

  /** Parameters that mean nothing here are passed over: load balancers add their own. */
  static Result parse(Map<String, String> query) {
    var tags = new HashMap<String, String>();
    query.forEach(
        (key, value) -> {
          if (key.startsWith(TAG)) {
            tags.put(key.substring(TAG.length()), value);
          }
        });
    var lag = query.get("lag");
    Long lagBytes = null;
    if (lag != null) {
      var parsed = ByteCount.parse(lag);
      if (parsed.isEmpty()) {
        return new Result.Bad("expected lag as a size such as 1048576 or 16MB, found lag=" + lag);
      }
      lagBytes = parsed.getAsLong();
    }
    return new Result.Good(new ReplicaFilter(lagBytes, query.get("replication_state"), tags));
  }

  boolean tagsMatch(Map<String, Object> actual) {
    return tags.entrySet().stream()
        .allMatch(
            t ->
                t.getValue().equals(String.valueOf(actual.get(t.getKey())))
                    && actual.containsKey(t.getKey()));
  }

  boolean replicationStateMatches(String actual) {
    return replicationState == null || replicationState.equals(actual);
  }
}
