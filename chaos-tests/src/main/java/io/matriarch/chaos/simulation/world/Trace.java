package io.matriarch.chaos.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The readable account of one run. Written only where somebody wants it: a run that fails is
 * repeated with a trace, which costs nothing but the repetition.
 */
public final class Trace {
  private final boolean on;
  private final LongSupplier nowNanos;
  private final List<String> lines = new ArrayList<>();

  Trace(boolean on, LongSupplier nowNanos) {
    this.on = on;
    this.nowNanos = nowNanos;
  }

  /** Ask before words are put together. */
  public boolean on() {
    return on;
  }

  /** One line: time, who, what. */
  public void say(Object who, String what, Object... values) {
    if (on) {
      double seconds = (nowNanos.getAsLong() - World.BEGIN_NANOS) / 1e9;
      lines.add(
          String.format(Locale.ROOT, "%9.3f  %-8s ", seconds, who)
              + (values.length == 0 ? what : String.format(Locale.ROOT, what, values)));
    }
  }

  public List<String> lines() {
    return lines;
  }
}
