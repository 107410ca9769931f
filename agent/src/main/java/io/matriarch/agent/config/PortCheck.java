package io.matriarch.agent.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a port can be bound. */
final class PortCheck {
  private PortCheck() {}

  /** Why {@code address} cannot be bound; empty where it can. */
  static Optional<String> whyNot(HostPort address) {
    var wildcard = address.host().equals("*");
    try (var socket = new ServerSocket()) {
      var host = InetAddress.getByName(wildcard ? "0.0.0.0" : address.host());
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, address.port()));
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("the host is unknown");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * True where the process that {@code postmaster.pid} names is a server of this very directory.
   */
  static boolean serverRunsIn(Path dataDir) {
    try {
      var lines = Files.readAllLines(dataDir.resolve("postmaster.pid"));
      var process = Path.of("/proc", lines.isEmpty() ? "none" : lines.getFirst().strip());
      return Files.readString(process.resolve("comm")).startsWith("post")
          && Files.isSameFile(process.resolve("cwd"), dataDir);
    } catch (IOException e) {
      return false;
    }
  }
}
