package io.matriarch.chaos.client;

import io.matriarch.chaos.lab.Posix;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;

/** Platform threads whose sockets are in the clients' network namespace. */
public final class ClientThreads implements ThreadFactory {
  private final Path namespace;

  public ClientThreads(Path namespace) {
    this.namespace = namespace;
  }

  @Override
  public Thread newThread(Runnable work) {
    return Thread.ofPlatform()
        .daemon()
        .name("lab-client")
        .unstarted(
            () -> {
              Posix.enterNetwork(namespace);
              work.run();
            });
  }
}
