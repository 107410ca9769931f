package io.matriarch.agent.patroni;

import java.util.ArrayList;
import java.util.List;

/** What a reader of the translation has to know, in the order in which it was found. */
final class Remarks {
  private final List<String> lines = new ArrayList<>();

  /**
   * A key that is not carried over as it stands.
   *
   * @param path of the source, with dots
   * @param why and what to do
   */
  void about(String path, String why) {
    lines.add(path + ": " + why);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
