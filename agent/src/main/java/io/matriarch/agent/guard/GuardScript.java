package io.matriarch.agent.guard;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The guard's program. Its version, a digest of the text, is part of its file name and so of the
 * running guard's command line: an agent of another version sees that the guard is not its own.
 */
final class GuardScript {
  private static final String RESOURCE = "matriarch-guard.sh";
  private static final List<Path> SHELLS = List.of(Path.of("/bin/bash"), Path.of("/usr/bin/bash"));

  private final byte[] text;
  private final String fileName;

  GuardScript() {
    this.text = load();
    this.fileName = "matriarch-guard-" + digest(text) + ".sh";
  }

  String fileName() {
    return fileName;
  }

  /** Writes the program to {@code runDir}, replaced as a whole, readable by its owner alone. */
  Path writeTo(Path runDir) throws IOException {
    Files.createDirectories(runDir);
    var owner = PosixFilePermissions.fromString("rwx------");
    var target = runDir.resolve(fileName);
    var fresh =
        Files.createTempFile(runDir, "guard", ".tmp", PosixFilePermissions.asFileAttribute(owner));
    try {
      Files.write(fresh, text);
      move(fresh, target);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return target;
  }

  /** Path of bash; the script uses its builtins and would not run in another shell. */
  static Path shell() {
    return SHELLS.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new GuardException(
                    "the guard needs bash, found neither of %s: install bash".formatted(SHELLS)));
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static byte[] load() {
    try (var in = GuardScript.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new GuardException("cannot read " + RESOURCE + " from the program", e);
    }
  }

  private static String digest(byte[] text) {
    try {
      var sha = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(sha, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
