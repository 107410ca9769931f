package io.matriarch.net.peer;

import io.matriarch.net.api.HeardReports;

/** What came of a report to a peer. */
public sealed interface PeerAnswer {
  /** The peer took it and gave its view. */
  record Heard(HeardReports heard) implements PeerAnswer {}

  /**
   * No usable answer; the peer may have taken the report all the same.
   *
   * @param why what happened, for the log
   */
  record Silent(String why) implements PeerAnswer {}
}
