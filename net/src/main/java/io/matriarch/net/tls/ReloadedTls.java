package io.matriarch.net.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS that follows its files: new connections use what was in them a few seconds ago at most. Files
 * that cannot be used leave it as it was.
 */
public final class ReloadedTls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReloadedTls.class);

  private final TlsFiles files;
  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile SSLContext context;
  private List<Long> seen;

  /**
   * Reads the files, and from then on looks at them.
   *
   * @throws IOException where they cannot be used now
   */
  public ReloadedTls(TlsFiles files, Duration interval) throws IOException {
    this.files = files;
    this.interval = interval;
    this.seen = files.changed();
    this.context = files.context();
    Thread.ofPlatform().daemon().name("tls-files").start(this::follow);
  }

  /** The newest that could be used. */
  public SSLContext context() {
    return context;
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
      context = files.context();
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
