package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.OpType;
import java.util.Random;
import java.util.TreeMap;

/**
 * A register that is right, used by five clients at once: each operation takes effect at one moment
 * between its beginning and its end. Some answers get lost.
 */
final class TrueRegister {
  private static final int CLIENTS = 5;

  private final Random chance;
  private final Made made = new Made();
  private final TreeMap<Long, Open> open = new TreeMap<>();
  private String value = "nil";
  private long nextProcess = CLIENTS;
  private final long[] process = {0, 1, 2, 3, 4};

  private static final class Open {
    final String f;
    final String asked;
    boolean done;
    String answer = "";
    boolean refused;

    Open(String f, String asked) {
      this.f = f;
      this.asked = asked;
    }
  }

  TrueRegister(Random chance) {
    this.chance = chance;
  }

  void step() {
    int client = chance.nextInt(CLIENTS);
    var operation = open.get(process[client]);
    if (operation == null) {
      begin(client);
    } else if (!operation.done && chance.nextInt(10) > 0) {
      happen(operation);
    } else if (operation.done || chance.nextInt(3) == 0) {
      end(client, operation);
    }
  }

  private void begin(int client) {
    int drawn = chance.nextInt(5);
    String f = chance.nextInt(3) == 0 ? "read" : chance.nextBoolean() ? "write" : "cas";
    String asked =
        switch (f) {
          case "read" -> "nil";
          case "write" -> String.valueOf(drawn);
          default -> "[" + chance.nextInt(5) + " " + drawn + "]";
        };
    open.put(process[client], new Open(f, asked));
    made.begin(process[client], f, "[1 " + asked + "]");
  }

  private void happen(Open operation) {
    operation.done = true;
    operation.answer = operation.asked;
    switch (operation.f) {
      case "read" -> operation.answer = value;
      case "write" -> value = operation.asked;
      default -> {
        var parts = operation.asked.replaceAll("[\\[\\]]", "").split(" ");
        operation.refused = !parts[0].equals(value);
        value = operation.refused ? value : parts[1];
      }
    }
  }

  private void end(int client, Open operation) {
    long ending = process[client];
    boolean answered = operation.done && chance.nextInt(20) > 0;
    var type = !answered ? OpType.INFO : operation.refused ? OpType.FAIL : OpType.OK;
    made.end(
        ending, type, operation.f, "[1 " + (answered ? operation.answer : operation.asked) + "]");
    open.remove(ending);
    if (type == OpType.INFO) {
      process[client] = nextProcess++;
    }
  }

  /** The history; what is open stays so. */
  Made finish() {
    return made;
  }
}
