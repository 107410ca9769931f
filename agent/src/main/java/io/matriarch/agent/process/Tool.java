package io.matriarch.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A program that is run to its end.
 *
 * @param command program and arguments; never a secret, since every user of the host can read them
 * @param environment set on top of the agent's own, from which every {@code PG...} variable is
 *     taken out
 * @param input what it reads; empty for nothing
 */
public record Tool(List<String> command, Map<String, String> environment, String input) {
  private static final int KEPT_BYTES = 64 * 1024;
  private static final long LOOK_MILLIS = 20;

  public Tool {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** How it ended. */
  public enum End {
    EXITED,
    /** It took too long and was killed. */
    TIMED_OUT,
    /** It was not wanted any more and was killed. */
    ABANDONED
  }

  /**
   * What came of it.
   *
   * @param end how it ended
   * @param exitCode of the program; -1 where it was killed by us
   * @param output the last 64 KiB of both its outputs
   */
  public record Outcome(End end, int exitCode, String output) {
    public boolean succeeded() {
      return end == End.EXITED && exitCode == 0;
    }

    /** The last {@code count} lines of the output, joined by {@code "; "}. */
    public String lastLines(int count) {
      var lines = output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
      return String.join("; ", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
  }

  /**
   * Runs it. When it is killed, so are the processes that it started.
   *
   * @param limit after this it is killed
   * @param abandoned asked every 20 ms; where it says yes the program is killed
   * @throws IOException where it cannot be started
   */
  public Outcome run(Duration limit, BooleanSupplier abandoned)
      throws IOException, InterruptedException {
    return run(limit, abandoned, line -> {});
  }

  /**
   * Runs it and hands on what it prints, line by line, on another thread; after it has returned no
   * more comes.
   */
  public Outcome run(Duration limit, BooleanSupplier abandoned, Consumer<String> lines)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
    builder.environment().putAll(environment);
    long begun = System.nanoTime();
    var process = builder.start();
    var tail = new Tail(lines);
    var reader = Thread.ofVirtual().start(() -> tail.readAll(process.getInputStream()));
    try {
      feed(process);
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (abandoned.getAsBoolean()) {
          return killed(process, End.ABANDONED, tail);
        }
        if (System.nanoTime() - begun >= limit.toNanos()) {
          return killed(process, End.TIMED_OUT, tail);
        }
      }
      // A grandchild may hold the pipe open for longer than its parent lived.
      reader.join(Duration.ofSeconds(1));
      tail.close();
      return new Outcome(End.EXITED, process.exitValue(), tail.text());
    } catch (InterruptedException e) {
      killed(process, End.ABANDONED, tail);
      throw e;
    }
  }

  private void feed(Process process) {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading everything: its exit code and output say why.
      return;
    }
  }

  private static Outcome killed(Process process, End end, Tail tail) {
    tail.close();
    var family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
    return new Outcome(end, -1, tail.text());
  }

  /** The end of an output of any length. */
  private static final class Tail {
    private final StringBuilder kept = new StringBuilder();
    private final Consumer<String> lines;
    private String line = "";
    private boolean closed;

    Tail(Consumer<String> lines) {
      this.lines = lines;
    }

    synchronized void close() {
      closed = true;
    }

    void readAll(InputStream from) {
      var buffer = new byte[4096];
      try (from) {
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
          add(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        add("(output lost: " + e.getMessage() + ")");
      }
    }

    private synchronized void add(String text) {
      if (closed) {
        return;
      }
      kept.append(text);
      line += text;
      for (int end = line.indexOf('\n'); end >= 0; end = line.indexOf('\n')) {
        lines.accept(line.substring(0, end));
        line = line.substring(end + 1);
      }
      // A line without an end is no line.
      if (line.length() > KEPT_BYTES) {
        line = "";
      }
      if (kept.length() > KEPT_BYTES) {
        kept.delete(0, kept.length() - KEPT_BYTES);
      }
    }

    synchronized String text() {
      return kept.toString();
    }
  }
}
