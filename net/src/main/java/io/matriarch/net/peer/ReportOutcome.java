package io.matriarch.net.peer;

import io.matriarch.net.api.HeardReports;
import io.matriarch.net.api.json.Parsed;
import io.matriarch.net.api.json.PeerMessages;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.concurrent.CompletableFuture;

/** What comes of a report. */
record ReportOutcome(CompletableFuture<PeerAnswer> result) implements PeerExchange.Outcome {
  private static final int OK = 200;

  @Override
  public void answered(FullHttpResponse response) {
    result.complete(answer(response));
  }

  @Override
  public void failed(String why) {
    result.complete(new PeerAnswer.Silent(why));
  }

  private static PeerAnswer answer(FullHttpResponse response) {
    if (response.status().code() != OK) {
      return new PeerAnswer.Silent("expected status 200, found " + response.status().code());
    }
    return switch (PeerMessages.decodeHeard(ByteBufUtil.getBytes(response.content()))) {
      case Parsed.Bad<HeardReports> bad -> new PeerAnswer.Silent(bad.message());
      case Parsed.Good<HeardReports> good -> new PeerAnswer.Heard(good.value());
    };
  }
}
