package io.matriarch.net.api;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** How far the primary had written when it was last heard: what lag is measured against. */
public final class PrimaryPosition {
  private PrimaryPosition() {}

  /**
   * The furthest of what the primary reported, what its lease says, and what is known of it after
   * it went.
   */
  public static Optional<Lsn> of(ClusterView view) {
    var lease = view.state().lease();
    var vacancy = view.state().vacancy();
    var reported = lease == null ? null : view.reports().get(lease.holder());
    return Stream.of(
            reported == null ? null : reported.report().position(),
            lease == null ? null : lease.position(),
            vacancy == null ? null : vacancy.lastKnown())
        .filter(Objects::nonNull)
        .max(WalPosition::compareTo)
        .map(WalPosition::lsn);
  }
}
