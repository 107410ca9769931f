package io.matriarch.chaos.simulation.postgres;

import io.matriarch.agent.loop.Database;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.RemoteView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The server as one agent's process looks at it and acts on it. */
public final class SimDatabase implements Database {
  private final Server server;
  private final AgentSide agent;
  private final Look look;
  private final Acts acts;
  private final RemoteLook remote;
  private @Nullable Permit running;
  private @Nullable CompletableFuture<ActResult> fence;
  private boolean askedToEnd;

  /** Takes over what runs on this host already. */
  public SimDatabase(Server server, AgentSide agent, Cluster cluster) {
    this.server = server;
    this.agent = agent;
    look = new Look(server, agent);
    acts = new Acts(server, agent, cluster, look, this);
    remote = new RemoteLook(server, agent, cluster, look);
    server.whenEnded(
        () -> agent.after(server.world.chance().micros(500, 15_000), this::serverEnded));
    look.begin();
  }

  private void serverEnded() {
    look.exited(!askedToEnd);
  }

  @Override
  public DatabaseSeen seen() {
    return look.seen();
  }

  @Override
  public void look() {
    look.look();
  }

  @Override
  public @Nullable RemoteView remote() {
    return remote.view();
  }

  /** Asks a server of another cluster now; never ends where the agent does. */
  public CompletionStage<RemoteView> askRemote(List<String> addresses) {
    var result = new CompletableFuture<RemoteView>();
    remote.ask(addresses, result::complete);
    return result;
  }

  @Override
  public CompletionStage<ActResult> start(Decision decision, BooleanSupplier stillJustified) {
    server.world.tally().count("act", decision.getClass().getSimpleName());
    if (decision instanceof Decision.Fence order) {
      return fence(order);
    }
    if (running != null || fence != null) {
      return CompletableFuture.completedFuture(
          new ActResult.Failed("another act has not ended yet: try again"));
    }
    var permit = new Permit(stillJustified);
    running = permit;
    permit.result.thenAccept(
        result -> {
          server.world.trace().say(server.name(), "%s: %s", name(decision), result);
          if (running == permit) {
            running = null;
          }
          agent.changed();
        });
    agent.after(
        server.world.chance().micros(100, 2_000),
        () -> {
          if (permit.goesOn()) {
            server.watch.begins(server, decision);
            acts.begin(decision, permit);
          }
        });
    return permit.result;
  }

  private CompletionStage<ActResult> fence(Decision.Fence order) {
    var already = fence;
    if (already != null) {
      return already;
    }
    var result = new CompletableFuture<ActResult>();
    fence = result;
    var abandoned = running;
    agent.after(
        server.world.chance().micros(100, 5_000),
        () -> {
          if (abandoned != null) {
            abandoned.withdraw();
            abandoned.goesOn();
          }
          tellToEnd();
          long within = order.within().toNanos();
          awaitEnd(within / 4 * 3, () -> fenced(result));
        });
    return result;
  }

  /** In order, for as long as there is time; then for certain. */
  private void fenced(CompletableFuture<ActResult> result) {
    server.crash();
    agent.after(
        server.world.chance().micros(500, 5_000),
        () -> {
          look.exited(false);
          fence = null;
          server.world.trace().say(server.name(), "Fence: done");
          result.complete(ActResult.Done.of("fenced"));
          agent.changed();
        });
  }

  /** Runs {@code then} once no server is there, or when the time is up. */
  void awaitEnd(long nanos, Runnable then) {
    if (!server.exists() || nanos <= 0) {
      then.run();
    } else {
      long step = Math.min(nanos, 10_000_000L);
      agent.after(step, () -> awaitEnd(nanos - step, then));
    }
  }

  void tellToEnd() {
    if (server.exists()) {
      askedToEnd = true;
      look.stopping();
      server.tellToEnd();
    }
  }

  void started() {
    askedToEnd = false;
    look.started();
    look.parameters(agent.configVersion());
  }

  /** The last byte, where the server was a primary and came to an orderly end. */
  @Nullable WalPosition stoppedAt() {
    return look.inspect() instanceof DataDirectory.Usable u && u.state() == ControlState.SHUT_DOWN
        ? u.position()
        : null;
  }

  private static String name(Decision decision) {
    return decision.getClass().getSimpleName();
  }
}
