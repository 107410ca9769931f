package io.matriarch.agent.loop;

import io.matriarch.net.api.OperationReply;
import io.matriarch.statemachine.model.MemberKind;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes this node out of what others depend on, and back. Thread-safe. */
final class DrainDesk {
  private static final Logger log = LoggerFactory.getLogger(DrainDesk.class);

  private final MemberKind kind;
  private final Database database;
  private final Executor blocking;

  DrainDesk(MemberKind kind, Database database, Executor blocking) {
    this.kind = kind;
    this.database = database;
    this.blocking = blocking;
  }

  /** Noted on disk when it completes; what follows from it shows in the view of the cluster. */
  CompletionStage<OperationReply> ask(boolean drained, String by) {
    if (kind == MemberKind.WITNESS) {
      return CompletableFuture.completedFuture(
          new OperationReply.Refused(503, "this node is a witness: it has no PostgreSQL"));
    }
    return CompletableFuture.supplyAsync(() -> write(drained, by), blocking);
  }

  private OperationReply write(boolean drained, String by) {
    try {
      database.drain(drained);
    } catch (IOException e) {
      return new OperationReply.Refused(503, "it could not be noted: " + e.getMessage());
    }
    log.atInfo()
        .setMessage(drained ? "this node is drained" : "this node is no longer drained")
        .addKeyValue("requested_by", by)
        .log();
    return new OperationReply.Done(
        "",
        drained
            ? "draining: it hands over the role where it has it, and commits cease to wait for it"
            : "no longer drained: commits may wait for it, and it may be promoted");
  }
}
