package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Epoch;
import org.jspecify.annotations.Nullable;

/** A {@link NodeMemory} being changed. */
final class NodeMemoryEdit {
  @Nullable Decision running;
  @Nullable Long promotionAskedOf;
  Epoch promotedIn;
  @Nullable String preparedFor;
  @Nullable String spoiltFor;
  NodeMemory.@Nullable Stopped stopped;
  NodeMemory.@Nullable Released released;
  SyncMemory sync;
  @Nullable Epoch rewoundIn;
  NodeMemory.@Nullable Destroyed destroyed;
  @Nullable String forkedBelow;
  @Nullable String giveUp;
  Epoch giveUpEpoch;
  @Nullable Long downSinceNanos;
  @Nullable Long notStreamingSinceNanos;
  @Nullable Long checkpointAskedNanos;
  NodeMemory.@Nullable Failure failure;
  @Nullable NodeRequest request;
  NodeMemory.@Nullable Vetoed vetoed;
  @Nullable RemoteView remote;
  boolean firstConfig;
  @Nullable Adoption adopting;

  NodeMemoryEdit(NodeMemory from) {
    running = from.running();
    promotionAskedOf = from.promotionAskedOf();
    promotedIn = from.promotedIn();
    preparedFor = from.preparedFor();
    spoiltFor = from.spoiltFor();
    stopped = from.stopped();
    released = from.released();
    sync = from.sync();
    rewoundIn = from.rewoundIn();
    destroyed = from.destroyed();
    forkedBelow = from.forkedBelow();
    giveUp = from.giveUp();
    giveUpEpoch = from.giveUpEpoch();
    downSinceNanos = from.downSinceNanos();
    notStreamingSinceNanos = from.notStreamingSinceNanos();
    checkpointAskedNanos = from.checkpointAskedNanos();
    failure = from.failure();
    request = from.request();
    vetoed = from.vetoed();
    remote = from.remote();
    firstConfig = from.firstConfig();
    adopting = from.adopting();
  }

  NodeMemory done() {
    return new NodeMemory(
        running,
        promotionAskedOf,
        promotedIn,
        preparedFor,
        spoiltFor,
        stopped,
        released,
        sync,
        rewoundIn,
        destroyed,
        forkedBelow,
        giveUp,
        giveUpEpoch,
        downSinceNanos,
        notStreamingSinceNanos,
        checkpointAskedNanos,
        failure,
        request,
        vetoed,
        remote,
        firstConfig,
        adopting);
  }
}
