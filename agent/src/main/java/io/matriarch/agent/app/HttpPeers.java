package io.matriarch.agent.app;

import io.matriarch.agent.loop.Peers;
import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedRequest;
import io.matriarch.net.api.HeardReports;
import io.matriarch.net.peer.PeerAnswer;
import io.matriarch.net.peer.PeerClient;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberReport;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The other agents, by their REST APIs. */
record HttpPeers(PeerClient client) implements Peers {
  @Override
  public CompletionStage<Optional<HeardReports>> report(Member raftLeader, MemberReport report) {
    return client
        .report(raftLeader.apiUrl(), report)
        .thenApply(
            answer ->
                switch (answer) {
                  case PeerAnswer.Heard heard -> Optional.of(heard.heard());
                  case PeerAnswer.Silent silent -> Optional.empty();
                });
  }

  @Override
  public CompletionStage<ForwardReply> forward(Member to, ForwardedRequest request) {
    return client.forward(to, request);
  }
}
