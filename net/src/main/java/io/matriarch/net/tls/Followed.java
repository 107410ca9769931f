package io.matriarch.net.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is made of files, made anew when they change. Files that cannot be used leave it as it was.
 */
final class Followed<T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Followed.class);

  /** Makes it of what is in the files now. */
  interface Maker<T> {
    T make(TlsFiles files) throws IOException;
  }

  private final TlsFiles files;
  private final Duration interval;
  private final Maker<T> maker;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile T newest;
  private List<Long> seen;

  /**
   * Reads the files, and from then on looks at them.
   *
   * @throws IOException where they cannot be used now
   */
  Followed(TlsFiles files, Duration interval, Maker<T> maker) throws IOException {
    this.files = files;
    this.interval = interval;
    this.maker = maker;
    this.seen = files.changed();
    this.newest = maker.make(files);
    Thread.ofPlatform().daemon().name("tls-files").start(this::follow);
  }

  /** The newest that could be used. */
  T newest() {
    return newest;
  }

  private void follow() {
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    var now = files.changed();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      newest = maker.make(files);
      log.atInfo().setMessage("certificates reloaded").log();
    } catch (IOException e) {
      log.atWarn()
          .setMessage("changed certificates cannot be used; going on with the old ones")
          .addKeyValue("cause", e.getMessage())
          .log();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
