package io.matriarch.net.http;

import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The connections that are open, those first that have asked nothing for the longest time. Who
 * fills the server with connections that ask nothing must not keep the others out: the reports of
 * peers and the checks of load balancers come this way too. Event loop only.
 */
final class OpenConnections {
  private final int most;
  private final Map<Deadline, Channel> open = new LinkedHashMap<>();

  OpenConnections(int most) {
    this.most = most;
  }

  void add(Deadline deadline, Channel channel) {
    open.put(deadline, channel);
  }

  void remove(Deadline deadline) {
    open.remove(deadline);
  }

  /** It was used: it is now the last to be closed. */
  void touch(Deadline deadline) {
    var channel = open.remove(deadline);
    if (channel != null) {
      open.put(deadline, channel);
    }
  }

  /** True where one more may be kept open for good: a quarter of all at most. */
  boolean mayStream() {
    return open.keySet().stream().filter(Deadline::isStreaming).count() < Math.max(1, most / 4);
  }

  /** False where all are busy with a request. */
  boolean makeRoom() {
    if (open.size() < most) {
      return true;
    }
    for (var entry : open.entrySet()) {
      if (entry.getKey().isIdle()) {
        open.remove(entry.getKey());
        entry.getValue().close();
        return true;
      }
    }
    return false;
  }
}
