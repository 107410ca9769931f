package io.matriarch.net.api;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;

/** What a standby is to the commits of the primary. */
public enum SyncRole {
  /** No commit counts on it. */
  NONE,
  /** In mode {@code on}: it was chosen to have every acknowledged commit. */
  SYNC,
  /** In mode {@code quorum}: every acknowledged commit is on enough of its kind. */
  QUORUM;

  /**
   * By the promise on record, not by what the primary's server has in effect: the record is what an
   * election goes by, also while there is no primary.
   */
  public static SyncRole of(ClusterState state, MemberId member) {
    var sync = state.sync();
    if (sync == null || sync.needed() == 0 || !sync.standbys().contains(member)) {
      return NONE;
    }
    return switch (state.config().synchronousMode()) {
      case OFF -> NONE;
      case ON -> SYNC;
      case QUORUM -> QUORUM;
    };
  }
}
