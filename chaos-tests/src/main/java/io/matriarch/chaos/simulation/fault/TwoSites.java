package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Site;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Stance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * People who look after two sites: this cluster and the other one take writes in turns, by the
 * commands {@code demote-cluster} and {@code promote-cluster} of this one. In some worlds only.
 */
public final class TwoSites {
  /** How people come to give this cluster a primary of its own. */
  private enum Manner {
    /** The other side stops in order first, and can be asked. */
    ORDERLY,
    /** The other side is lost. */
    LOST,
    /** They forget the other side, and are to be refused. */
    PREMATURE,
    /** They stop the other side and ask nobody. */
    ACCEPTING
  }

  private static final long PATIENCE_NANOS = 45_000_000_000L;

  private static final List<Manner> MANNERS =
      List.of(
          Manner.ORDERLY,
          Manner.ORDERLY,
          Manner.ORDERLY,
          Manner.LOST,
          Manner.PREMATURE,
          Manner.ACCEPTING);

  private final Scene scene;
  private final World world;
  private final Chance chance;
  private final Site site;
  private final SideRequests requests;
  private final SiteFaults faults;
  private boolean calm;
  private @Nullable Manner homeward;
  private long abroadNanos;
  private long turnedNanos;
  private long version = -1;

  TwoSites(Scene scene, Network network, Faults all) {
    this.scene = scene;
    world = scene.world();
    chance = world.sites();
    site = scene.site();
    requests = new SideRequests(scene, network);
    faults = new SiteFaults(scene, network, all);
  }

  void begin() {
    site.begin();
    visit();
  }

  /** Nothing more goes wrong over there, and nobody begins to change sides. */
  void heal() {
    calm = true;
    faults.heal();
  }

  boolean comeHome() {
    if (!scene.group().state().followsAnother()) {
      return false;
    }
    turn(Manner.ORDERLY);
    return true;
  }

  private void turn(Manner manner) {
    homeward = manner;
    turnedNanos = world.nowNanos();
    site.withoutWord();
  }

  boolean isComingHome() {
    return homeward != null;
  }

  private void visit() {
    world.after(
        chance.millis(200, 2_500),
        () -> {
          var state = scene.group().state();
          if (!calm && chance.hits(0.1)) {
            faults.strike();
          }
          if (state.initialized() && !site.isCopying()) {
            if (state.followsAnother()) {
              abroad(state);
            } else {
              atHome(state);
            }
          }
          visit();
        });
  }

  /** This cluster takes writes; the other side follows it, and may take over. */
  private void atHome(ClusterState state) {
    homeward = null;
    version = -1;
    site.withoutWord();
    if (site.server().writesUnlessEnded()) {
      site.server().crash();
      return;
    }
    var primary = primary(state);
    if (!site.runs() && (calm || chance.hits(0.2))) {
      site.powerOn();
    }
    if (primary == null || !site.runs()) {
      return;
    }
    if (!site.isPrefixOf(primary.server())) {
      if (scene.network().bothWays(Link.WAL, primary.place(), site.place())) {
        site.copy(primary.server(), primary.address());
      }
    } else if (!site.server().exists()) {
      site.standby(primary.address());
    } else if (!site.server().directory().upstream().equals(primary.address())) {
      site.follow(primary.address());
    } else if (!calm && chance.hits(0.35)) {
      requests.demote(chance.hits(0.1));
    }
  }

  private @Nullable Host primary(ClusterState state) {
    for (var host : scene.hosts()) {
      if (state.isHolder(host.id()) && host.server().acceptsWrites()) {
        return host;
      }
    }
    return null;
  }

  /** This cluster follows. */
  private void abroad(ClusterState state) {
    if (state.config().version() != version) {
      version = state.config().version();
      abroadNanos = world.nowNanos();
    }
    requests.acceptWhatIsAskedFor(chance.hits(0.1));
    if (homeward != null) {
      goHome(homeward);
    } else if (!site.server().writesUnlessEnded()) {
      takeOver(state);
    } else if (!calm && chance.hits(0.12)) {
      turn(chance.of(MANNERS));
    }
  }

  /** Once any agent says that nobody takes writes here, and that all is over there. */
  private void takeOver(ClusterState state) {
    if (!site.server().exists()) {
      faults.revive(false);
      return;
    }
    var agent = chance.of(scene.hosts()).agent();
    var seen = agent == null || !agent.isAwake() ? null : agent.log().applied().state();
    var lease = seen == null || !seen.config().equals(state.config()) ? null : seen.lease();
    if (lease != null && lease.stance() == Stance.FOLLOWS) {
      if (site.server().acceptsReads()) {
        world.trace().say("operator", "promotes the other site");
        world.tally().count("sites", "the other side takes over");
        site.promote(true);
        if (!calm && chance.hits(0.25)) {
          faults.loseWhatOneAloneReceived(lease.holder(), () -> turn(Manner.LOST));
        }
      }
    } else if (world.nowNanos() - abroadNanos > chance.millis(15_000, 90_000)) {
      world.tally().count("sites", "nobody knows that the other side has all");
      turn(Manner.ORDERLY);
    }
  }

  private void goHome(Manner manner) {
    switch (manner) {
      case ORDERLY -> {
        if (site.server().writesUnlessEnded()) {
          site.stop();
          return;
        }
        faults.revive(false);
        if (world.nowNanos() - turnedNanos > PATIENCE_NANOS) {
          decide();
        } else {
          requests.promote(false);
        }
      }
      case LOST -> {
        site.powerOff();
        requests.promote(false);
        homeward = chance.hits(0.3) ? Manner.ACCEPTING : homeward;
      }
      case ACCEPTING -> {
        site.powerOff();
        requests.promote(true);
      }
      case PREMATURE -> {
        requests.promotePrematurely();
        homeward = Manner.ORDERLY;
      }
    }
    if (calm && homeward == Manner.LOST) {
      turn(Manner.ORDERLY);
    }
  }

  /** Neither side has all that the other one has: some of it is given up. */
  private void decide() {
    boolean here = chance.hits(0.5);
    world.tally().count("sites", here ? "gave up what is there" : "gave up what is here");
    if (here) {
      turn(Manner.ACCEPTING);
    } else if (site.server().acceptsReads()) {
      homeward = null;
      world.trace().say("operator", "promotes the other site without a word from here");
      site.promote(false);
    }
  }
}
