package io.matriarch.agent.postgres;

import java.nio.file.Files;
import java.nio.file.Path;

/** The names in a data directory that the agent reads or writes. */
public final class DataFiles {
  private final Path directory;

  public DataFiles(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  public Path directory() {
    return directory;
  }

  public Path version() {
    return directory.resolve("PG_VERSION");
  }

  public Path control() {
    return directory.resolve("global/pg_control");
  }

  public Path pidFile() {
    return directory.resolve("postmaster.pid");
  }

  public Path wal() {
    return directory.resolve("pg_wal");
  }

  public Path standbySignal() {
    return directory.resolve("standby.signal");
  }

  public Path recoverySignal() {
    return directory.resolve("recovery.signal");
  }

  /** Unlike the other two it has no suffix, and a wrong name is ignored without a word. */
  public Path promoteSignal() {
    return directory.resolve("promote");
  }

  public Path mainConfig() {
    return directory.resolve("postgresql.conf");
  }

  public Path autoConfig() {
    return directory.resolve("postgresql.auto.conf");
  }

  public Path ownConfig() {
    return directory.resolve("matriarch.conf");
  }

  public Path hba() {
    return directory.resolve("pg_hba.conf");
  }

  /**
   * There while an initialization, a clone or a discarding has not finished; its text says which.
   */
  public Path unfinished() {
    return directory.resolve("matriarch.unfinished");
  }

  /** Where initdb and pg_basebackup write: they refuse a directory with even a mark in it. */
  public Path stage() {
    return directory.resolve("matriarch.new");
  }

  public boolean hasStandbySignal() {
    return Files.exists(standbySignal());
  }
}
