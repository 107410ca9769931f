package io.matriarch.agent.act;

import io.matriarch.agent.postgres.AdoptionOrder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The order to adopt, as this process found it, until the cluster has its database. */
final class PendingAdoption {
  private static final Logger log = LoggerFactory.getLogger(PendingAdoption.class);

  private final AdoptionOrder order;
  private volatile @Nullable String identifier;

  PendingAdoption(AdoptionOrder order) throws IOException {
    this.order = order;
    this.identifier = order.read().orElse(null);
  }

  /** System identifier of what is to be adopted; null where nothing is. */
  @Nullable String identifier() {
    return identifier;
  }

  /** It is done, or void. */
  void end() {
    if (identifier != null) {
      identifier = null;
      Thread.startVirtualThread(this::forget);
    }
  }

  private void forget() {
    try {
      order.delete();
      log.atInfo().setMessage("adopted the running postgresql").log();
    } catch (IOException e) {
      log.atWarn().setMessage("the order to adopt cannot be deleted").setCause(e).log();
    }
  }
}
