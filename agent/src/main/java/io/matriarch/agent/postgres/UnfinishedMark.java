package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The mark that says a data directory is half made: set before the first change, taken away after
 * the last.
 *
 * <p>It lies in the data directory, except for a rewind: pg_rewind removes every file that its
 * source does not have, and the control file of a half rewound directory looks like a clean
 * shutdown.
 */
public final class UnfinishedMark {
  private static final String KEPT = "kept";
  private final DataFiles files;
  private final Path state;
  private final Path rewinding;
  private final Path rewound;

  public UnfinishedMark(PostgresSettings.Paths paths) {
    this.files = new DataFiles(paths.data());
    this.state = paths.state();
    this.rewinding = state.resolve("postgresql.rewinding");
    this.rewound = state.resolve("postgresql.rewound");
  }

  /** Which work did not finish; empty where nothing is half made. */
  public Optional<String> what() {
    if (Files.exists(rewinding)) {
      return Optional.of("rewind");
    }
    try {
      return Files.exists(files.unfinished())
          ? Optional.of(TextFile.read(files.unfinished()).strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("unknown work (its mark cannot be read: " + e.getMessage() + ")");
    }
  }

  public void set(String what) throws IOException {
    TextFile.write(files.unfinished(), what + "\n");
  }

  /**
   * What lies in the stage is no database to anybody but a method that can go on from it: the data
   * directory counts as empty.
   */
  public void keep() throws IOException {
    clearRewinding();
    TextFile.write(files.unfinished(), KEPT + "\n");
  }

  boolean isKept() {
    return what().filter(KEPT::equals).isPresent();
  }

  public void setRewinding() throws IOException {
    Files.createDirectories(state);
    TextFile.write(rewinding, files.directory() + "\n");
  }

  /**
   * A rewind came to its end, and recovery may lack WAL that its source wrote meanwhile. The
   * control file tells so until recovery meets the end of the base backup that the two databases
   * have in common: PostgreSQL takes that for the end of the rewind.
   */
  public void setRewound() throws IOException {
    TextFile.write(rewound, files.directory() + "\n");
  }

  /** True until a server has answered since. */
  boolean isRewound() {
    return Files.exists(rewound);
  }

  /** Its recovery is consistent, or it is no more. */
  public void clearRewound() throws IOException {
    TextFile.delete(rewound);
  }

  public void clear() throws IOException {
    TextFile.delete(files.unfinished());
    clearRewinding();
    clearRewound();
  }

  public void clearRewinding() throws IOException {
    TextFile.delete(rewinding);
  }
}
