package io.matriarch.chaos.image;

import io.matriarch.ctl.command.Ctl;
import io.matriarch.ctl.terminal.Pacing;
import io.matriarch.ctl.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** Nodes a, b and c, each a container, as {@code packaging/image/compose.yml} makes them. */
final class ImageCluster implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  /** For all: what is copied belongs to root, and the agent runs as another user. */
  private static final int READABLE = 0644;

  private static final Pattern PASSWORD = Pattern.compile("superuser: .*password: \"(.*)\"}");

  private final Network network = Network.newNetwork();
  private final Map<String, GenericContainer<?>> nodes = new LinkedHashMap<>();
  private final String password;

  /**
   * @param temp an empty folder, for the configuration
   */
  ImageCluster(String image, Path temp) throws IOException {
    var dir = temp.resolve("nodes");
    var bin = "/usr/lib/postgresql/15/bin";
    run("init", "--nodes", "a=a,b=b,c=c", "--bin-dir", bin, "--dir", dir.toString());
    for (var name : new String[] {"a", "b", "c"}) {
      nodes.put(name, node(image, name, dir.resolve(name)));
    }
    var found = PASSWORD.matcher(Files.readString(dir.resolve("a/matriarch.yml")));
    password = found.find() ? found.group(1) : "";
  }

  private GenericContainer<?> node(String image, String name, Path folder) throws IOException {
    var node =
        new GenericContainer<>(DockerImageName.parse(image))
            .withImagePullPolicy(wanted -> false)
            .withNetwork(network)
            .withNetworkAliases(name)
            .withCreateContainerCmdModifier(command -> command.withHostName(name))
            .waitingFor(Wait.forHealthcheck().withStartupTimeout(START));
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var content = Transferable.of(Files.readAllBytes(file), READABLE);
        node.withCopyToContainer(content, "/etc/matriarch/" + file.getFileName());
      }
    }
    return node;
  }

  void start() {
    Startables.deepStart(nodes.values()).join();
  }

  ExecResult ctl(String on, String... arguments) throws IOException, InterruptedException {
    var line = new String[arguments.length + 1];
    line[0] = "matriarchctl";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return node(on).execInContainer(line);
  }

  /** Asks for the primary with the means of the image, as a user in a container would. */
  ExecResult sql(String on, String statement) throws IOException, InterruptedException {
    var script = "PGPASSWORD=\"$1\" psql -X -A -t \"$(matriarchctl dsn)\" -c \"$2\"";
    return node(on).execInContainer("sh", "-c", script, "sql", password, statement);
  }

  String primary(String asked) throws IOException, InterruptedException {
    for (var line : ctl(asked, "list", "-f", "tsv").getStdout().split("\n")) {
      var cells = line.split("\t", -1);
      if (cells.length > 3 && cells[3].equals("Leader")) {
        return cells[1];
      }
    }
    return "nobody";
  }

  /** SIGTERM to process 1, and the patience of {@code docker stop -t 60}; gives the exit code. */
  long stop(String name) {
    var docker = node(name).getDockerClient();
    docker.stopContainerCmd(node(name).getContainerId()).withTimeout(60).exec();
    var state = docker.inspectContainerCmd(node(name).getContainerId()).exec().getState();
    return Objects.requireNonNull(state.getExitCodeLong());
  }

  void kill(String name) {
    node(name).getDockerClient().killContainerCmd(node(name).getContainerId()).exec();
  }

  void startAgain(String name) {
    node(name).getDockerClient().startContainerCmd(node(name).getContainerId()).exec();
  }

  String logs(String name) {
    return node(name).getLogs();
  }

  private GenericContainer<?> node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  @Override
  public void close() {
    nodes.values().forEach(GenericContainer::stop);
    network.close();
  }

  private static void run(String... arguments) {
    var said = new StringWriter();
    var out = new PrintWriter(said);
    var terminal = new Terminal(out, out, new BufferedReader(new StringReader("")), false);
    if (Ctl.run(terminal, Pacing.real(), Map.of(), arguments) != 0) {
      throw new IllegalStateException(said.toString());
    }
  }
}
