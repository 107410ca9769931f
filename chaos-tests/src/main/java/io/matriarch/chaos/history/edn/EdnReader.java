package io.matriarch.chaos.history.edn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;

/** Reads one value from a text. */
public final class EdnReader {
  /** Deeper than any history; a text of brackets alone must not end the thread's stack. */
  private static final int MOST_DEPTH = 200;

  private static final String BREAKS = "()[]{}\"; \t\n\r,";

  private final String text;
  private int at;

  private EdnReader(String text) {
    this.text = text;
  }

  /**
   * The value of a text that holds exactly one.
   *
   * @throws IllegalArgumentException if it does not; the message has the place
   */
  public static Edn read(String text) {
    var reader = new EdnReader(text);
    Edn value = reader.value(0);
    reader.skip();
    if (reader.at < text.length()) {
      throw reader.wrong("the end");
    }
    return value;
  }

  private Edn value(int depth) {
    skip();
    if (depth > MOST_DEPTH) {
      throw wrong("at most " + MOST_DEPTH + " brackets in each other");
    }
    char c = peek();
    return switch (c) {
      case '[', '(' -> {
        at++;
        yield new Edn.Vec(items(c == '[' ? ']' : ')', depth));
      }
      case '{' -> {
        at++;
        yield map(items('}', depth));
      }
      case '"' -> string();
      case '#' -> dispatch(depth);
      case ':' -> {
        at++;
        yield new Edn.Keyword(token());
      }
      case '\\' -> character();
      default -> atom(token());
    };
  }

  private List<Edn> items(char close, int depth) {
    List<Edn> items = new ArrayList<>();
    for (skip(); peek() != close; skip()) {
      items.add(value(depth + 1));
    }
    at++;
    return items;
  }

  private Edn map(List<Edn> items) {
    if (items.size() % 2 != 0) {
      throw wrong("a value for each key of the map before");
    }
    var entries = new LinkedHashMap<Edn, Edn>();
    for (int i = 0; i < items.size(); i += 2) {
      entries.put(items.get(i), items.get(i + 1));
    }
    return new Edn.Dict(entries);
  }

  private Edn dispatch(int depth) {
    at++;
    return switch (peek()) {
      case '{' -> {
        at++;
        yield new Edn.Bag(new LinkedHashSet<>(items('}', depth)));
      }
      case '#' -> {
        at++;
        yield special(token());
      }
      default -> {
        String tag = token();
        yield new Edn.Tagged(tag, value(depth + 1));
      }
    };
  }

  private Edn special(String name) {
    return switch (name) {
      case "NaN" -> new Edn.Real(Double.NaN);
      case "Inf" -> new Edn.Real(Double.POSITIVE_INFINITY);
      case "-Inf" -> new Edn.Real(Double.NEGATIVE_INFINITY);
      default -> throw wrong("##NaN, ##Inf or ##-Inf");
    };
  }

  private Edn string() {
    var value = new StringBuilder();
    for (at++; peek() != '"'; at++) {
      value.append(peek() == '\\' ? escaped() : peek());
    }
    at++;
    return new Edn.Text(value.toString());
  }

  private char escaped() {
    at++;
    return switch (peek()) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\' -> peek();
      case 'u' -> {
        at += 4;
        peek();
        yield (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
      }
      default -> throw wrong("an escape that is known");
    };
  }

  private Edn character() {
    at++;
    String name = peek() + "";
    at++;
    while (at < text.length() && BREAKS.indexOf(text.charAt(at)) < 0) {
      name += text.charAt(at++);
    }
    return new Edn.Text(
        switch (name) {
          case "newline" -> "\n";
          case "return" -> "\r";
          case "space" -> " ";
          case "tab" -> "\t";
          default -> name;
        });
  }

  private Edn atom(String token) {
    return switch (token) {
      case "nil" -> Edn.NIL;
      case "true" -> Edn.of(true);
      case "false" -> Edn.of(false);
      default -> number(token);
    };
  }

  private Edn number(String token) {
    if (!token.matches("[+-]?[0-9].*")) {
      return new Edn.Symbol(token);
    }
    String digits = token.replaceFirst("[NM]$", "");
    try {
      return digits.matches("[+-]?[0-9]+")
          ? Edn.of(Long.parseLong(digits))
          : new Edn.Real(Double.parseDouble(digits));
    } catch (NumberFormatException e) {
      throw wrong("a number of 64 bits");
    }
  }

  private String token() {
    int from = at;
    while (at < text.length() && BREAKS.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (from == at) {
      throw wrong("a value");
    }
    return text.substring(from, at);
  }

  /** Passes over white space, comments, and values that are to be passed over. */
  private void skip() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ';') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("#_", at)) {
        at += 2;
        value(0);
      } else if (Character.isWhitespace(c) || c == ',') {
        at++;
      } else {
        return;
      }
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(at);
  }

  private IllegalArgumentException wrong(String expected) {
    String found =
        at >= text.length() ? "the end" : text.substring(at, Math.min(at + 20, text.length()));
    return new IllegalArgumentException(
        "expected %s at character %d, found %s".formatted(expected, at + 1, found));
  }
}
