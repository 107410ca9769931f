package io.matriarch.chaos.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that runs an agent: as it is shipped where the build has put it together ({@code
 * packaging/target/matriarch}), else from this JVM's class path. {@code -Dlab.agent=classpath}
 * decides for the latter.
 */
public final class AgentJvm {
  private static final Path ROOT =
      Files.isDirectory(Path.of("packaging")) ? Path.of("") : Path.of("..");
  private static final Path SHIPPED = ROOT.resolve("packaging/target/matriarch");
  private static final Path OPTIONS = ROOT.resolve("packaging/jvm/agent.options");
  private static final String MAIN = "io.matriarch.agent.app.AgentMain";

  private final List<String> start;

  /**
   * @param dir where a copy for user postgres goes
   */
  public AgentJvm(ClassPath classPath, Path dir) {
    boolean shipped =
        Files.isDirectory(SHIPPED.resolve("lib"))
            && !"classpath".equals(System.getProperty("lab.agent"));
    start = shipped ? shipped(dir.resolve("matriarch")) : fromClassPath(classPath, dir);
  }

  private static List<String> shipped(Path copy) {
    Shell.run("cp", "-rLp", SHIPPED.toString(), copy.toString());
    Shell.run("chmod", "-R", "a+rX", copy.toString());
    return List.of("env", "JAVA_HOME=" + javaHome(), copy.resolve("bin/matriarch").toString());
  }

  private static List<String> fromClassPath(ClassPath classPath, Path dir) {
    Path options = dir.resolve("agent.options");
    Shell.run("install", "-m", "644", OPTIONS.toString(), options.toString());
    Path java = javaHome().resolve("bin/java");
    return List.of(java.toString(), "@" + options, "-cp", classPath.copied(), MAIN);
  }

  private static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** The agent with its arguments, for example {@code run CONFIG}. */
  public List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(start);
    command.addAll(List.of(arguments));
    return command;
  }
}
