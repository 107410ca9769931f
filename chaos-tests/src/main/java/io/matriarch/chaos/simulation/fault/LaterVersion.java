package io.matriarch.chaos.simulation.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.World;
import java.util.List;

/**
 * An agent of a later version that writes what this one cannot read, before everybody can: a format
 * of the future, a command of the future, and one that is known by its name alone. Every member of
 * this version refuses it in the same way. In some worlds only.
 */
final class LaterVersion {
  private static final List<String> UNREADABLE =
      List.of(
          """
          {"v":2,"type":"RenewLease","body":{"holder":"n1","terms":[5,"s"]}}\
          """,
          """
          {"v":2,"type":"AssignPrimary","body":{"node":"n1","epoch":1}}\
          """,
          """
          {"v":1,"type":"MoveEverything","body":{"to":"n2","lease":{"holder":"n2"}}}\
          """,
          """
          {"v":1,"type":"AssignPrimary","body":{"node":"n2","reason":"it lacks what it needs"}}\
          """,
          """
          {"v":1,"type":"RevokeLease","body":null}\
          """,
          "not even an envelope");

  private final Scene scene;
  private final World world;
  private final Chance chance;
  private boolean busy;

  LaterVersion(Scene scene) {
    this.scene = scene;
    this.world = scene.world();
    this.chance = world.members();
  }

  void begin() {
    busy = true;
    next();
  }

  void end() {
    busy = false;
  }

  private void next() {
    world.after(
        chance.millis(50, 6_000),
        () -> {
          if (busy) {
            write(chance.of(UNREADABLE));
            next();
          }
        });
  }

  private void write(String text) {
    world.tally().count("fault", "UNREADABLE_COMMAND");
    scene.group().proposeUnknown(text.getBytes(UTF_8));
  }
}
