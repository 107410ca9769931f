package io.matriarch.agent.adopt;

import java.util.ArrayList;
import java.util.List;

/** What was found, in the order in which it was looked at. */
final class Findings {
  /** What a line means for whoever reads it. */
  enum Kind {
    /** As it should be. */
    GOOD("ok"),
    /** Is done with {@code --yes}. */
    WILL("will"),
    /** In effect after the next restart, whenever that is. */
    RESTART("restart"),
    /** Worth knowing. */
    NOTE("note"),
    /** In the way: nothing is adopted before it is put right. */
    STOP("stop");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** One line. */
  record Finding(Kind kind, String text) {
    @Override
    public String toString() {
      return "%-8s %s".formatted(kind.word, text);
    }
  }

  private final List<Finding> all = new ArrayList<>();

  void add(Kind kind, String text, Object... arguments) {
    all.add(new Finding(kind, text.formatted(arguments)));
  }

  boolean stop() {
    return all.stream().anyMatch(f -> f.kind() == Kind.STOP);
  }

  List<Finding> all() {
    return List.copyOf(all);
  }
}
