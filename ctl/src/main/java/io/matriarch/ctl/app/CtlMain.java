package io.matriarch.ctl.app;

import io.matriarch.ctl.command.Ctl;
import io.matriarch.ctl.terminal.Pacing;
import io.matriarch.ctl.terminal.Terminal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program {@code matriarchctl}. */
public final class CtlMain {
  private CtlMain() {}

  public static void main(String[] arguments) {
    var console = System.console();
    var watched = console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var terminal = new Terminal(writer(System.out), writer(System.err), input, watched);
    System.exit(Ctl.run(terminal, Pacing.real(), System.getenv(), arguments));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
  }
}
