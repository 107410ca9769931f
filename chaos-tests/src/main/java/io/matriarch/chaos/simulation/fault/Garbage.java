package io.matriarch.chaos.simulation.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.World;
import java.util.List;

/**
 * Somebody writes what no version of the agent can read. Every member refuses it in the same way,
 * and goes on. In some worlds only.
 */
final class Garbage {
  private static final List<String> UNREADABLE =
      List.of(
          """
          {"v":0,"type":"RenewLease","body":{"holder":"n1","terms":[5,"s"]}}\
          """,
          """
          {"type":"AssignPrimary","body":{"node":"n1","epoch":1}}\
          """,
          """
          {"v":1,"body":{"to":"n2","lease":{"holder":"n2"}}}\
          """,
          """
          {"v":1,"type":"AssignPrimary","body":{"node":"n2","reason":"it is not whole\
          """,
          """
          {"v":1,"type":"RevokeLease","body":null}\
          """,
          "not even an envelope");

  private final Scene scene;
  private final World world;
  private final Chance chance;
  private boolean busy;

  Garbage(Scene scene) {
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
