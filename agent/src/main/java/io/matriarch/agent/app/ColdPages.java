package io.matriarch.agent.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back pages of the JVM's own files, its library and the archive of classes, that were mapped
 * and are not read any more: most of what an agent needs to start, and the kernel maps sixteen
 * pages where one is asked for. What is needed after all is mapped again from the page cache.
 *
 * <p>Only pages that nobody can have written are given back: those that were would be lost.
 */
final class ColdPages implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ColdPages.class);

  private static final Path MAPPINGS = Path.of("/proc/self/smaps");

  /** An agent has started by then, whatever its host does. */
  private static final Duration FIRST = Duration.ofSeconds(20);

  /** What a failover has read is given back after it; looking takes some milliseconds. */
  private static final Duration AGAIN = Duration.ofMinutes(2);

  private static final Pattern HEADER =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\d+\\s*(.*)");
  private static final Pattern FIELD = Pattern.compile("(\\w+):\\s+(\\d+) kB");

  private static final int MADV_DONTNEED = 4;

  /** Not worth the call. */
  private static final long FEW_KB = 512;

  /** A part of this process's memory that a file is mapped to. */
  record Mapping(long from, long to) {}

  private final CountDownLatch closed = new CountDownLatch(1);

  private ColdPages() {}

  /** Does so from now on. Where it does not work the agent only takes more memory. */
  static ColdPages begin() {
    var pages = new ColdPages();
    Thread.ofPlatform().daemon().name("cold-pages").start(pages::run);
    return pages;
  }

  private void run() {
    try {
      for (var pause = FIRST;
          !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
          pause = AGAIN) {
        giveBack();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalStateException e) {
      log.atDebug().setMessage("unread pages are not given back").setCause(e).log();
    }
  }

  private static void giveBack() throws IOException {
    for (var mapping : clean(Files.readAllLines(MAPPINGS))) {
      var result = Advice.give(mapping, MADV_DONTNEED);
      if (result != 0) {
        throw new IllegalStateException("madvise of %s".formatted(mapping));
      }
    }
  }

  /**
   * Mappings of the JVM's own files that are not written to, and of which no page ever was.
   *
   * @param smaps the lines of {@code /proc/self/smaps}
   */
  static List<Mapping> clean(List<String> smaps) {
    var clean = new ArrayList<Mapping>();
    Mapping mapping = null;
    long rss = 0;
    long written = 0;
    // A header after the last mapping, which closes it.
    for (var line : with(smaps, "0-0 ---p 0 0:0 0")) {
      var header = HEADER.matcher(line);
      var field = FIELD.matcher(line);
      if (header.matches()) {
        if (mapping != null && rss >= FEW_KB && written == 0) {
          clean.add(mapping);
        }
        var own = header.group(3).matches("r-[-x]p") && isOwn(header.group(4));
        mapping =
            own
                ? new Mapping(
                    Long.parseUnsignedLong(header.group(1), 16),
                    Long.parseUnsignedLong(header.group(2), 16))
                : null;
        rss = 0;
        written = 0;
      } else if (field.matches()) {
        var kilobytes = Long.parseLong(field.group(2));
        switch (field.group(1)) {
          case "Rss" -> rss = kilobytes;
          // Not Private_Dirty: a page of a new file that is not on the disk yet is dirty, too.
          case "Anonymous", "Swap", "Locked" -> written += kilobytes;
          default -> {
            // Of no matter here.
          }
        }
      }
    }
    return clean;
  }

  /** They are mapped for as long as the process lives: nothing else can be there by now. */
  private static boolean isOwn(String file) {
    return file.endsWith(".aot") || file.endsWith(".jsa") || file.endsWith("/libjvm.so");
  }

  private static List<String> with(List<String> lines, String last) {
    var all = new ArrayList<>(lines);
    all.add(last);
    return all;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** Apart, so that the linker is made when it is first needed and not while the agent starts. */
  private static final class Advice {
    @SuppressWarnings("restricted")
    private static final MethodHandle MADVISE =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("madvise"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    static int give(Mapping mapping, int advice) {
      try {
        return (int)
            MADVISE.invokeExact(
                MemorySegment.ofAddress(mapping.from()), mapping.to() - mapping.from(), advice);
      } catch (Throwable e) {
        throw new IllegalStateException("madvise", e);
      }
    }
  }
}
