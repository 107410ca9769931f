package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.consensus.RaftGroup;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.Site;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.Violation;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.model.MemberId;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * Everything there is, as only a judge may see it.
 *
 * @param tempted each state is put to the test with commands that are wrong for it
 */
public record Scene(
    World world,
    Network network,
    Plan plan,
    RaftGroup group,
    List<Host> hosts,
    Site site,
    boolean tempted) {
  /** As it is on record who changed sides without being asked what may be lost. */
  public static final String WHO_ACCEPTS_LOSS = "operator who accepts loss";

  Host host(MemberId id) {
    for (var host : hosts) {
      if (host.id().equals(id)) {
        return host;
      }
    }
    throw new NoSuchElementException(id.value());
  }

  Host hostOf(Server server) {
    for (var host : hosts) {
      if (host.server() == server) {
        return host;
      }
    }
    throw new NoSuchElementException(server.name());
  }

  /** True where the newest entry of the log says that its host may write. */
  boolean holdsLease(Server server) {
    return group.state().isHolder(hostOf(server).id());
  }

  static void require(boolean holds, Invariant invariant, Object detail) {
    if (!holds) {
      throw new Violation(invariant.name(), String.valueOf(detail));
    }
  }

  /** The same where the words are worth more than the check. */
  static void require(boolean holds, Invariant invariant, Supplier<String> detail) {
    if (!holds) {
      throw new Violation(invariant.name(), detail.get());
    }
  }
}
