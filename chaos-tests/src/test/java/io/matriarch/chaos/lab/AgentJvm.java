package io.matriarch.chaos.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that runs an agent: the options that are shipped, where the sources have them. */
public final class AgentJvm {
  private static final Path SHIPPED = Path.of("packaging/jvm/agent.options");
  private static final String MAIN = "io.matriarch.agent.app.AgentMain";
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms16m",
          "-Xmx64m",
          "-XX:MaxDirectMemorySize=32m",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=24m",
          "-Xss512k",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TrimNativeHeapInterval=10000",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED",
          "-Dsun.net.inetaddr.ttl=30",
          "-Dsun.net.inetaddr.negative.ttl=0");

  private final List<String> options;
  private final ClassPath classPath;

  /**
   * @param dir a directory that user postgres may read
   */
  AgentJvm(ClassPath classPath, Path dir) {
    this.classPath = classPath;
    Path shipped =
        Files.exists(SHIPPED) ? SHIPPED : Path.of("..").resolve(SHIPPED).toAbsolutePath();
    if (Files.exists(shipped)) {
      Path copy = dir.resolve("agent.options");
      Shell.run("install", "-m", "644", shipped.toString(), copy.toString());
      options = List.of("@" + copy);
    } else {
      options = OPTIONS;
    }
  }

  /** The agent with its arguments, for example {@code run CONFIG}. */
  public List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath.toString(), MAIN));
    command.addAll(List.of(arguments));
    return command;
  }
}
