package io.matriarch.chaos.simulation.node;

import io.matriarch.agent.loop.Peers;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.net.api.HeardReports;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The agents' way to each other: questions and answers that may be lost, late or doubled. */
final class PeerLinks implements Peers {
  private static final long LIMIT_NANOS = 1_000_000_000L;

  private final Host host;
  private final Function<MemberId, @Nullable Host> others;

  PeerLinks(Host host, Function<MemberId, @Nullable Host> others) {
    this.host = host;
    this.others = others;
  }

  @Override
  public CompletionStage<Optional<HeardReports>> report(Member raftLeader, MemberReport report) {
    var answer = new CompletableFuture<Optional<HeardReports>>();
    var agent = host.agent();
    if (agent == null) {
      return answer;
    }
    var there = others.apply(raftLeader.id());
    if (there != null) {
      var network = host.cluster().network();
      network.send(
          Link.API,
          host.place(),
          there.place(),
          () -> {
            var peer = there.agent();
            if (peer != null) {
              peer.whenAwake(
                  () -> {
                    var view = peer.receive(report);
                    network.send(
                        Link.API,
                        there.place(),
                        host.place(),
                        () -> agent.whenAwake(() -> answered(agent, answer, Optional.of(view))));
                  });
            }
          });
    }
    agent.after(LIMIT_NANOS, () -> answered(agent, answer, Optional.empty()));
    return answer;
  }

  private static void answered(
      Agent agent, CompletableFuture<Optional<HeardReports>> answer, Optional<HeardReports> view) {
    if (answer.complete(view)) {
      agent.changed();
    }
  }
}
