package io.matriarch.chaos.benchmark.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** What was measured, for people, for programs and as a picture. */
record Table(List<Measured> all) {
  private static final int BAR = 16;
  private static final int LEFT = 210;
  private static final int WIDTH = 520;
  private static final List<String> COLOURS =
      List.of("#2f6f4f", "#79b791", "#b5473c", "#e0a458", "#8d99ae");

  Table {
    all = List.copyOf(all);
  }

  List<String> contenders() {
    return all.stream().map(Measured::contender).distinct().toList();
  }

  /** Of the runs in which the failure applied. */
  OptionalLong median(String contender, Failure failure) {
    var sorted =
        all.stream()
            .filter(m -> m.contender().equals(contender) && m.failure() == failure)
            .mapToLong(Measured::silentMillis)
            .filter(millis -> millis >= 0)
            .sorted()
            .toArray();
    return sorted.length == 0 ? OptionalLong.empty() : OptionalLong.of(sorted[sorted.length / 2]);
  }

  private long sum(String contender, ToLongFunction<Measured> number) {
    return all.stream().filter(m -> m.contender().equals(contender)).mapToLong(number).sum();
  }

  /** Longest silence in milliseconds, and how many times that of the first contender. */
  String markdown() {
    var text = new StringBuilder("| longest time without a commit, median |");
    contenders().forEach(contender -> text.append(" ").append(contender).append(" |"));
    text.append("\n|---|").append("---:|".repeat(contenders().size())).append('\n');
    for (var failure : Failure.ALL) {
      text.append("| ").append(failure.words()).append(" |");
      var first = median(contenders().getFirst(), failure);
      for (var contender : contenders()) {
        text.append(' ').append(cell(median(contender, failure), first)).append(" |");
      }
      text.append('\n');
    }
    text.append("| acknowledged rows lost |");
    contenders().forEach(c -> text.append(" ").append(sum(c, Measured::lost)).append(" |"));
    text.append("\n| two servers took writes, ms |");
    contenders().forEach(c -> text.append(" ").append(sum(c, Measured::bothMillis)).append(" |"));
    return text.append('\n').toString();
  }

  private static String cell(OptionalLong millis, OptionalLong first) {
    if (millis.isEmpty()) {
      return "-";
    }
    var ratio =
        first.isEmpty() || first.getAsLong() == 0
            ? ""
            : String.format(
                Locale.ROOT, " (%.1f)", (double) millis.getAsLong() / first.getAsLong());
    return millis.getAsLong() + " ms" + ratio;
  }

  String json() {
    var lines = new ArrayList<String>();
    for (var m : all) {
      lines.add(
          "  {\"contender\": \"%s\", \"failure\": \"%s\", \"silent_ms\": %s, \"lost\": %d, \"both_ms\": %d}"
              .formatted(
                  m.contender(),
                  m.failure().name().toLowerCase(Locale.ROOT),
                  m.silentMillis() < 0 ? "null" : m.silentMillis(),
                  m.lost(),
                  m.bothMillis()));
    }
    return "[\n" + String.join(",\n", lines) + "\n]\n";
  }

  /** Bars on a scale of powers of ten, since seconds and fractions of one are side by side. */
  String svg() {
    var text = new StringBuilder();
    int y = 34;
    for (var failure : Failure.ALL) {
      text.append(label(10, y + BAR * contenders().size() / 2 + 4, failure.words()));
      int colour = 0;
      for (var contender : contenders()) {
        var millis = median(contender, failure);
        if (millis.isPresent()) {
          int width =
              (int) Math.max(2, WIDTH * (Math.log10(Math.max(10, millis.getAsLong())) - 1) / 4);
          text.append(
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n"
                  .formatted(LEFT, y, width, BAR - 3, COLOURS.get(colour % COLOURS.size())));
          text.append(label(LEFT + width + 6, y + BAR - 5, millis.getAsLong() + " ms"));
        }
        colour++;
        y += BAR;
      }
      y += 14;
    }
    var legend = new StringBuilder();
    int x = 10;
    for (int i = 0; i < contenders().size(); i++) {
      legend.append(
          "<rect x=\"%d\" y=\"8\" width=\"11\" height=\"11\" fill=\"%s\"/>%n"
              .formatted(x, COLOURS.get(i % COLOURS.size())));
      legend.append(label(x + 15, 18, contenders().get(i)));
      x += 30 + contenders().get(i).length() * 7;
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 %d" font-family="sans-serif" font-size="12">
    <rect width="100%%" height="100%%" fill="#ffffff"/>
    %s%s</svg>
    """
        .formatted(y + 4, legend, text);
  }

  private static String label(int x, int y, String words) {
    return "<text x=\"%d\" y=\"%d\" fill=\"#222222\">%s</text>%n".formatted(x, y, words);
  }
}
