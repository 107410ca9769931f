package io.matriarch.chaos.runner;

import io.matriarch.chaos.simulation.MutantCode;
import io.matriarch.chaos.simulation.Mutation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A build with a known defect, which chaos must find. Nothing of it is in what is shipped: the
 * changed classes are put into the copy of the program that the agents of one run are started from.
 */
public enum Defect {
  /** The dead man's switch does everything but kill. */
  GUARD_OFF("off", null) {
    @Override
    void into(Path dir) throws IOException {
      var script = Path.of("io/matriarch/agent/guard/matriarch-guard.sh");
      var text =
          Files.readString(MutantCode.ROOT.resolve("agent/src/main/resources").resolve(script));
      var begin = "fire() {\n";
      if (!text.contains(begin)) {
        throw new IllegalStateException(
            "the guard's script has no '" + begin.strip() + "' any more");
      }
      Files.createDirectories(dir.resolve(script).getParent());
      Files.writeString(dir.resolve(script), text.replace(begin, begin + "  exit 0\n"));
    }
  },

  /** An agent does not stop its server when its lease ends. */
  FENCE_OFF(
      "off",
      new Mutation(
          "no fence",
          "OFF",
          "statemachine/src/main/java/io/matriarch/statemachine/node/FenceWithoutLease.java",
          "if (left.compareTo(seen.fenceMargin()) <= 0) {",
          "if (left.compareTo(seen.fenceMargin()) <= 0 && left.isNegative() &&"
              + " left.isPositive()) {")),

  /** Commits wait for nobody, and the cluster is said to lose none. */
  ASYNC_AS_QUORUM("quorum", null) {
    @Override
    Setup of(Setup setup, Path dir) {
      return setup.configured("off");
    }
  };

  /** What the run claims. */
  private final String mode;

  private final @Nullable Mutation mutation;

  Defect(String mode, @Nullable Mutation mutation) {
    this.mode = mode;
    this.mutation = mutation;
  }

  String mode() {
    return mode;
  }

  static Defect named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** The setup with this defect; classes go into a new directory. */
  Setup of(Setup setup, Path dir) {
    try {
      Files.createDirectories(dir);
      into(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return setup.with(List.of(dir.toAbsolutePath()));
  }

  void into(Path dir) throws IOException {
    if (mutation == null) {
      throw new IllegalStateException(this + " changes no class");
    }
    for (Map.Entry<String, byte[]> changed : MutantCode.compile(mutation).entrySet()) {
      var file = dir.resolve(changed.getKey().replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, changed.getValue());
    }
  }
}
