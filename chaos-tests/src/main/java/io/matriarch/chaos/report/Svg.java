package io.matriarch.chaos.report;

import java.util.Locale;

/** Shapes and text as markup. All text from elsewhere goes through {@link #text}. */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  /** Text that means itself in markup, also inside of attributes. */
  static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Adds markup made by a format whose arguments are numbers and safe texts. */
  Svg add(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    return this;
  }

  /** A rectangle with a tooltip. */
  Svg box(String style, double x, double y, double width, double height, String tip) {
    return add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\">"
            + "<title>%s</title></rect>",
        style, x, y, Math.max(width, 1.5), height, text(tip));
  }

  Svg label(String style, double x, double y, String words) {
    return add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", style, x, y, text(words));
  }

  /** A label if there is room for it, of about six units for a character. */
  Svg labelWithin(String style, double x, double y, double width, String words) {
    return words.length() * 6.2 + 6 <= width ? label(style, x + 5, y, words) : this;
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, x1, y1, x2, y2);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
