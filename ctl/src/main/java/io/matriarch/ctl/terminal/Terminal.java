package io.matriarch.ctl.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Where a command reads and writes.
 *
 * @param out what was asked for, so that it can be piped on
 * @param err why it could not be had
 * @param in answers to questions
 * @param interactive a person watches: colour is welcome and a picture may be redrawn in place
 */
public record Terminal(PrintWriter out, PrintWriter err, BufferedReader in, boolean interactive) {
  /** Asks and gives the answer without surrounding blanks; empty at the end of the input. */
  public Optional<String> ask(String question) {
    out.print(question + " ");
    out.flush();
    try {
      return Optional.ofNullable(in.readLine()).map(String::strip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True only where the answer is yes: silence and the end of the input are not consent. */
  public boolean confirm(String question) {
    return ask(question + " [y/N]:").map(a -> a.matches("(?i)y|yes")).orElse(false);
  }

  /** The text in a colour, or as it is where nobody sees colours. */
  public String paint(Colour colour, String text) {
    return interactive && !text.isEmpty() ? colour.start() + text + Colour.END : text;
  }

  /** Wipes the screen before the next picture; a blank line where there is no screen. */
  public void beginPicture() {
    // Home, then clear to the end: no flicker, and the scroll-back is kept.
    out.print(interactive ? "\033[H\033[J" : "\n");
  }
}
