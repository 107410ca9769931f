package io.matriarch.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which start of this host's kernel it is: process numbers and start times begin anew with each.
 */
public final class BootId {
  private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  public static String now() throws IOException {
    return Files.readString(FILE).strip();
  }
}
