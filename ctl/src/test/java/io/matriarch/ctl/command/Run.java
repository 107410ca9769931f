package io.matriarch.ctl.command;

import io.matriarch.ctl.terminal.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

/** One run of the program, with everything around it faked but HTTP. */
final class Run {
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private int pauses = 1000;
  private boolean interactive;

  /** What came of it. */
  record Ended(int code, String out, String err) {}

  static Run at(FakeAgent agent) {
    return new Run().env("MATRIARCH_URL", agent.url());
  }

  Run env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Run input(String text) {
    input = text;
    return this;
  }

  Run pauses(int most) {
    pauses = most;
    return this;
  }

  Run interactive() {
    interactive = true;
    return this;
  }

  Ended of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var in = new BufferedReader(new StringReader(input));
    var terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), in, interactive);
    var code = Ctl.run(terminal, new FakePacing(pauses), environment, arguments);
    return new Ended(code, out.toString(), err.toString());
  }
}
