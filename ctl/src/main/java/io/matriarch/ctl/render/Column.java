package io.matriarch.ctl.render;

/**
 * One column of a {@link Listing}.
 *
 * @param heading as people and programs read it
 * @param alignRight for numbers
 * @param shown when it appears
 */
public record Column(String heading, boolean alignRight, Shown shown) {
  /** When a column appears. */
  public enum Shown {
    ALWAYS,
    /** Only where some row has a value. */
    WHERE_ANY,
    /** Not in boxes, whose title says it. */
    FOR_PROGRAMS
  }

  public static Column left(String heading) {
    return new Column(heading, false, Shown.ALWAYS);
  }

  public static Column right(String heading) {
    return new Column(heading, true, Shown.ALWAYS);
  }

  public static Column whereAny(String heading) {
    return new Column(heading, false, Shown.WHERE_ANY);
  }

  public static Column forPrograms(String heading) {
    return new Column(heading, false, Shown.FOR_PROGRAMS);
  }
}
