package io.matriarch.chaos.history;

import io.matriarch.chaos.history.edn.Edn;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Takes down a history as it happens, in memory and line by line in a file, so that a run that is
 * killed leaves its history too. One line after another, whichever thread reports it: the order in
 * the file is the order of the times.
 */
public final class Recorder implements AutoCloseable {
  private final LongSupplier sinceStartNanos;
  private final List<Op> ops = new ArrayList<>();
  private final BufferedWriter file;

  /**
   * Begins an empty file.
   *
   * @param sinceStartNanos the run's clock; the same for all histories of a run
   */
  public Recorder(Path file, LongSupplier sinceStartNanos) throws IOException {
    this.file = Files.newBufferedWriter(file);
    this.sinceStartNanos = sinceStartNanos;
  }

  /** Takes down that a process is about to do something; called before anything is sent. */
  public void invoke(long process, String f, Edn value) {
    add(OpType.INVOKE, process, f, value, "", 0, "");
  }

  /** Takes down that it happened. */
  public void ok(long process, String f, Edn value, String node, int timeline) {
    add(OpType.OK, process, f, value, node, timeline, "");
  }

  /** Takes down that it certainly did not happen. */
  public void fail(long process, String f, Edn value, String node, String error) {
    add(OpType.FAIL, process, f, value, node, 0, error);
  }

  /** Takes down that nobody knows; the process may do nothing more. */
  public void info(long process, String f, Edn value, String node, String error) {
    add(OpType.INFO, process, f, value, node, 0, error);
  }

  private synchronized void add(
      OpType type, long process, String f, Edn value, String node, int timeline, String error) {
    long now = sinceStartNanos.getAsLong();
    var op = new Op(ops.size(), type, process, now, f, value, node, timeline, error);
    ops.add(op);
    try {
      file.write(HistoryFile.line(op));
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a history cannot be written", e);
    }
  }

  /** What was taken down up to now. */
  public synchronized OpHistory soFar() {
    return new OpHistory(ops);
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
