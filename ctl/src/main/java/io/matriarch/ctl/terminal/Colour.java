package io.matriarch.ctl.terminal;

/** The few colours that carry a meaning here. */
public enum Colour {
  GOOD("\033[32m"),
  NOTE("\033[33m"),
  BAD("\033[31m");

  static final String END = "\033[0m";

  private final String start;

  Colour(String start) {
    this.start = start;
  }

  String start() {
    return start;
  }
}
