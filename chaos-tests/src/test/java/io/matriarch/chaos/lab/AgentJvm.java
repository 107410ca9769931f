package io.matriarch.chaos.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable Path copy;

  /**
   * @param dir where a copy for user postgres goes
   */
  public AgentJvm(ClassPath classPath, Path dir) {
    boolean shipped =
        Files.isDirectory(SHIPPED.resolve("lib"))
            && !"classpath".equals(System.getProperty("lab.agent"));
    copy = shipped ? dir.resolve("matriarch") : null;
    start = copy != null ? shipped(SHIPPED, copy) : fromClassPath(classPath, dir);
  }

  /**
   * Agents of another build.
   *
   * @param built its folder of a node
   * @param copy where a copy for user postgres goes
   */
  public AgentJvm(Path built, Path copy) {
    this.copy = copy;
    start = shipped(built, copy);
  }

  private static List<String> shipped(Path built, Path copy) {
    Shell.run("cp", "-rLp", built.toString(), copy.toString());
    Shell.run("chmod", "-R", "a+rX", copy.toString());
    return List.of("env", "JAVA_HOME=" + javaHome(), copy.resolve("bin/matriarch").toString());
  }

  private static List<String> fromClassPath(ClassPath classPath, Path dir) {
    Path options = dir.resolve("agent.options");
    Shell.run("install", "-m", "644", OPTIONS.toString(), options.toString());
    Path java = javaHome().resolve("bin/java");
    return List.of(java.toString(), "@" + options, "-cp", classPath.copied(), MAIN);
  }

  /** Lets the agents run with changed classes, for a build with a defect. */
  void change(Path classes) {
    if (copy == null) {
      throw new IllegalStateException("only agents of a package are changed");
    }
    String jar = javaHome().resolve("bin/jar").toString();
    String update = "exec \"$1\" uf \"$2\"/lib/matriarch-agent-*.jar -C \"$3\" .";
    Shell.run("bash", "-c", update, "jar", jar, copy.toString(), classes.toString());
    Shell.run("rm", "-f", copy.resolve("lib/agent.aot").toString());
  }

  private static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** {@code matriarchctl} as it is shipped, with its arguments. */
  List<String> ctl(String url, String... arguments) {
    if (copy == null) {
      throw new IllegalStateException("only a package has matriarchctl");
    }
    List<String> command = new ArrayList<>(List.of("env", "JAVA_HOME=" + javaHome()));
    command.addAll(List.of("MATRIARCH_URL=" + url, copy.resolve("bin/matriarchctl").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The agent with its arguments, for example {@code run CONFIG}. */
  public List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(start);
    command.addAll(List.of(arguments));
    return command;
  }
}
