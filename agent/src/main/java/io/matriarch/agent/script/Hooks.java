package io.matriarch.agent.script;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Commands around what the server does.
 *
 * @param callbacks told afterwards; nobody waits for them
 * @param callbackLimit after this one is killed
 * @param prePromote asked before a promotion; it may refuse. Empty for none
 * @param beforeStop asked before a stop in order; it may refuse. Empty for none
 * @param limit after this one that is asked is killed, and what it was asked about goes on
 */
public record Hooks(
    SortedMap<Callback, List<String>> callbacks,
    Duration callbackLimit,
    List<String> prePromote,
    List<String> beforeStop,
    Duration limit) {
  public static final Hooks NONE =
      new Hooks(
          new TreeMap<>(), Duration.ofMinutes(1), List.of(), List.of(), Duration.ofSeconds(10));

  public Hooks {
    callbacks = Collections.unmodifiableSortedMap(new TreeMap<>(callbacks));
    prePromote = List.copyOf(prePromote);
    beforeStop = List.copyOf(beforeStop);
  }
}
