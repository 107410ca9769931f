package io.matriarch.chaos.history.edn;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** Prints values on one line, as Clojure's {@code pr-str} does. */
public final class EdnText {
  private EdnText() {}

  public static String of(Edn value) {
    var text = new StringBuilder();
    print(value, text);
    return text.toString();
  }

  static void print(Edn value, StringBuilder text) {
    switch (value) {
      case Edn.Nil _ -> text.append("nil");
      case Edn.Bool bool -> text.append(bool.value());
      case Edn.Int number -> text.append(number.value());
      case Edn.Real number -> real(number.value(), text);
      case Edn.Text string -> quoted(string.value(), text);
      case Edn.Keyword keyword -> text.append(':').append(keyword.name());
      case Edn.Symbol symbol -> text.append(symbol.name());
      case Edn.Vec vec -> items("[", vec.items(), "]", text);
      case Edn.Bag bag -> items("#{", bag.items(), "}", text);
      case Edn.Dict dict -> entries(dict, text);
      case Edn.Tagged tagged -> {
        text.append('#').append(tagged.tag()).append(' ');
        print(tagged.value(), text);
      }
    }
  }

  private static void real(double value, StringBuilder text) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      text.append("##").append(Double.isNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf");
    } else {
      text.append(value);
    }
  }

  private static void quoted(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> text.append(c);
      }
    }
    text.append('"');
  }

  private static void items(String open, Collection<Edn> items, String close, StringBuilder text) {
    text.append(open);
    String between = "";
    for (var item : items) {
      text.append(between);
      print(item, text);
      between = " ";
    }
    text.append(close);
  }

  private static void entries(Edn.Dict dict, StringBuilder text) {
    text.append('{');
    Iterator<Map.Entry<Edn, Edn>> entries = dict.entries().entrySet().iterator();
    while (entries.hasNext()) {
      var entry = entries.next();
      print(entry.getKey(), text);
      text.append(' ');
      print(entry.getValue(), text);
      text.append(entries.hasNext() ? ", " : "");
    }
    text.append('}');
  }
}
