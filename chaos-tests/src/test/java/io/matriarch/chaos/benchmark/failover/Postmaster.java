package io.matriarch.chaos.benchmark.failover;

import io.matriarch.chaos.lab.Host;
import io.matriarch.chaos.lab.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Who runs on a data directory. */
final class Postmaster {
  private Postmaster() {}

  /** By the root namespace's number. */
  static Optional<Long> of(Host host, Path dataDir) {
    if (!host.isUp()) {
      return Optional.empty();
    }
    try {
      var first = Files.readAllLines(dataDir.resolve("postmaster.pid")).getFirst().strip();
      return host.outsidePid(Long.parseLong(first)).filter(ProcessTable::isAlive);
    } catch (IOException | NoSuchElementException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
