package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Path;

/** Makes creations, renames and removals in a directory durable. */
public final class DirectorySync {
  private DirectorySync() {}

  public static void sync(Path directory) throws IOException {
    TextFile.sync(directory);
  }
}
