package io.matriarch.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** What newcomers show to be let in; read anew each time, so that it can be changed at any time. */
public final class JoinToken {
  private JoinToken() {}

  /** The one line of the file; empty where there is none that can be read. */
  public static Optional<Secret> read(Path file) {
    try {
      var text = Files.readString(file).strip();
      return text.isEmpty() || text.lines().count() > 1
          ? Optional.empty()
          : Optional.of(new Secret(text));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** In a time that does not tell how much of it is right. */
  public static boolean same(Secret expected, String shown) {
    return MessageDigest.isEqual(
        expected.reveal().getBytes(StandardCharsets.UTF_8),
        shown.strip().getBytes(StandardCharsets.UTF_8));
  }
}
