package io.matriarch.statemachine.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the operator says of one node, from its local configuration.
 *
 * @param nofailover never to be promoted
 * @param failoverPriority 0 is never, else higher wins where two candidates hold the same WAL;
 *     default 1
 * @param noloadbalance {@code /replica} answers 503
 * @param nosync never a synchronous standby
 * @param syncPriority higher is preferred as synchronous standby; default 1
 * @param clonefrom preferred as the source of clones
 * @param custom every other tag, as text, for {@code /replica?tag_key=value} and for display
 */
public record Tags(
    boolean nofailover,
    int failoverPriority,
    boolean noloadbalance,
    boolean nosync,
    int syncPriority,
    boolean clonefrom,
    SortedMap<String, String> custom) {
  public static final Tags NONE = new Tags(false, 1, false, false, 1, false, new TreeMap<>());

  public Tags {
    custom = Collections.unmodifiableSortedMap(new TreeMap<>(custom));
    if (failoverPriority < 0) {
      throw new IllegalArgumentException(
          "failover_priority must not be negative, was " + failoverPriority);
    }
  }

  /**
   * Whom this standby streams from in place of the primary; null where nobody is named.
   *
   * <p>Kept among the others as text, as agents keep it that do not know it yet.
   */
  public @Nullable MemberId replicatefrom() {
    var name = custom.getOrDefault("replicatefrom", "");
    return MemberId.isValid(name) ? new MemberId(name) : null;
  }

  /** This standby streams from nobody: it gets its WAL from an archive alone. */
  public boolean nostream() {
    return Boolean.parseBoolean(custom.get("nostream"));
  }

  public boolean promotable() {
    return !nofailover && failoverPriority > 0;
  }
}
