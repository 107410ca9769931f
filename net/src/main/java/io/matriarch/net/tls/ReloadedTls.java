package io.matriarch.net.tls;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * TLS that follows its files: new connections use what was in them a few seconds ago at most. Files
 * that cannot be used leave it as it was.
 */
public final class ReloadedTls implements AutoCloseable {
  private final Followed<SSLContext> context;

  /**
   * Reads the files, and from then on looks at them.
   *
   * @throws IOException where they cannot be used now
   */
  public ReloadedTls(TlsFiles files, Duration interval) throws IOException {
    this.context = new Followed<>(files, interval, TlsFiles::context);
  }

  /** The newest that could be used. */
  public SSLContext context() {
    return context.newest();
  }

  @Override
  public void close() {
    context.close();
  }
}
