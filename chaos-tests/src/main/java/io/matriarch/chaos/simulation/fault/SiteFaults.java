package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Site;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.model.MemberId;
import java.util.List;

/** What goes wrong at the other site, and between the two. */
final class SiteFaults {
  private final Scene scene;
  private final World world;
  private final Network network;
  private final Chance chance;
  private final Site site;
  private final Faults all;
  private int healed;

  SiteFaults(Scene scene, Network network, Faults all) {
    this.scene = scene;
    this.network = network;
    this.all = all;
    world = scene.world();
    chance = world.sites();
    site = scene.site();
  }

  void strike() {
    var server = site.server();
    boolean wrote = server.isPrimary();
    switch ((int) chance.between(0, 7)) {
      case 0 -> {
        say("PostgreSQL crashes", "CRASHES");
        server.crash();
        later(500, 10_000, () -> revive(wrote));
      }
      case 1 -> {
        say("loses power", "LOSES_POWER");
        site.powerOff();
        later(1_000, 30_000, () -> revive(wrote));
      }
      case 2 -> {
        say("hangs", "HANGS");
        server.hang(true);
        later(500, 10_000, () -> server.hang(false));
      }
      case 3 -> {
        if (site.writesByWord()) {
          say("fails over", "FAILS_OVER");
          site.failOver();
        }
      }
      case 4 -> {
        say("is cut off", "CUT_OFF");
        scene.hosts().forEach(host -> cut(host, chance.millis(500, 20_000)));
      }
      case 5 -> cut(chance.of(scene.hosts()), chance.millis(500, 20_000));
      default ->
          all.inject(
              chance.of(
                  List.of(
                      FaultKind.RAFT_LEADER_MOVES,
                      FaultKind.POWER_LOSS_PRIMARY,
                      FaultKind.AGENT_KILL_PRIMARY,
                      FaultKind.AGENT_PAUSE_PRIMARY,
                      FaultKind.SERVER_CRASH_PRIMARY)),
              null);
    }
  }

  /**
   * Of what is written over there only the standby leader receives anything, before it and the site
   * are lost together.
   *
   * @param then run when that has happened
   */
  void loseWhatOneAloneReceived(MemberId leader, Runnable then) {
    say("is lost soon, and whoever followed it", "LOST_WITH_ITS_FOLLOWER");
    for (var host : scene.hosts()) {
      if (!host.id().equals(leader)) {
        all.inject(FaultKind.WAL_CUT, host);
        cut(host, chance.millis(8_000, 20_000));
      }
    }
    later(
        1_500,
        5_000,
        () -> {
          site.powerOff();
          for (var host : scene.hosts()) {
            if (host.id().equals(leader)) {
              all.powerLoss(host);
            }
          }
          then.run();
        });
  }

  private void later(long fromMillis, long toMillis, Runnable what) {
    int then = healed;
    world.after(
        chance.millis(fromMillis, toMillis),
        () -> {
          if (then == healed) {
            what.run();
          }
        });
  }

  private void say(String what, String kind) {
    world.trace().say("far", "FAULT %s", what);
    world.tally().count("fault", "OTHER_SIDE_" + kind);
  }

  private void cut(Host host, long nanos) {
    world.tally().count("fault", "OTHER_SIDE_CUT_FROM_ONE");
    for (int way = 0; way < 2; way++) {
      int from = way == 0 ? host.place() : site.place();
      int to = way == 0 ? site.place() : host.place();
      int then = healed;
      network.cut(Link.WAL, from, to);
      world.after(
          nanos,
          () -> {
            if (then == healed) {
              network.mend(Link.WAL, from, to);
            }
          });
    }
  }

  /**
   * Its server is started again.
   *
   * @param wrote as the primary that it was, as long as it may be
   */
  void revive(boolean wrote) {
    site.powerOn();
    if (wrote && site.mayWrite()) {
      site.resume();
    } else {
      site.standby("");
    }
  }

  void heal() {
    healed++;
    site.server().hang(false);
    revive(true);
  }
}
