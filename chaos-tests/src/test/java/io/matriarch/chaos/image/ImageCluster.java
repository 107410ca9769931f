package io.matriarch.chaos.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.matriarch.chaos.client.Servers;
import io.matriarch.chaos.fault.Scene;
import io.matriarch.chaos.lab.Shell;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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

  private static final String SUBNET = "10.77.30.";

  /** For all: what is copied belongs to root, and the agent runs as another user. */
  private static final int READABLE = 0644;

  private static final Pattern RAFT_LEADER = Pattern.compile("\"raft_leader\": *\"(.*?)\"");
  private static final Pattern PRIMARY = Pattern.compile("\"primary\": *\"(.*?)\"");

  private static final Pattern PASSWORD = Pattern.compile("superuser: .*password: \"(.*)\"}");

  private static final int FIRST_HOST = 11;
  private static final long PERIOD_MICROS = 100_000L;

  /** Clients know the servers by address, also when these were started again. */
  private final Network network =
      Network.builder()
          .createNetworkCmdModifier(
              command ->
                  command.withIpam(
                      new com.github.dockerjava.api.model.Network.Ipam()
                          .withConfig(
                              new com.github.dockerjava.api.model.Network.Ipam.Config()
                                  .withSubnet(SUBNET + "0/24"))))
          .build();

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
            .withCreateContainerCmdModifier(
                command -> command.withHostName(name).withIpv4Address(address(name)))
            .waitingFor(Wait.forHealthcheck().withStartupTimeout(START));
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var content = Transferable.of(Files.readAllBytes(file), READABLE);
        node.withCopyToContainer(content, "/etc/matriarch/" + file.getFileName());
      }
    }
    return node;
  }

  private String address(String name) {
    return SUBNET + (FIRST_HOST + name.charAt(0) - 'a');
  }

  /** For clients in the network of this JVM. */
  Servers servers() {
    var addresses = new TreeMap<String, String>();
    nodes.keySet().forEach(name -> addresses.put(name, address(name) + ":5432"));
    return new Servers(addresses, "postgres", password);
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

  /** Who is what, as the first says that can be asked. */
  Scene scene() {
    var names = List.copyOf(nodes.keySet());
    for (var name : names) {
      var said = quickly(name, "status", "-f", "json").orElse("");
      var leader = RAFT_LEADER.matcher(said);
      if (leader.find()) {
        var primary = PRIMARY.matcher(said);
        return new Scene(
            names,
            primary.find() ? Optional.of(primary.group(1)) : Optional.empty(),
            Optional.of(leader.group(1)));
      }
    }
    return new Scene(names, Optional.empty(), Optional.empty());
  }

  /** What matriarchctl says in a container; empty where it cannot be asked. */
  private Optional<String> quickly(String name, String... arguments) {
    if (!isAwake(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ctl(name, arguments).getStdout());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Asks for something that may be refused. */
  void asked(String name, String... arguments) {
    quickly(name, arguments);
  }

  /** The first process of a container that runs, by the number that it has outside. */
  Optional<Long> init(String name) {
    return isAwake(name) ? Optional.ofNullable(state(name).getPidLong()) : Optional.empty();
  }

  private boolean isAwake(String name) {
    var state = state(name);
    return Boolean.TRUE.equals(state.getRunning()) && !Boolean.TRUE.equals(state.getPaused());
  }

  private InspectContainerResponse.ContainerState state(String name) {
    return docker(name).inspectContainerCmd(node(name).getContainerId()).exec().getState();
  }

  void pause(String name) {
    docker(name).pauseContainerCmd(node(name).getContainerId()).exec();
  }

  void unpause(String name) {
    docker(name).unpauseContainerCmd(node(name).getContainerId()).exec();
  }

  /** So many percent of one processor. */
  void processors(String name, int percent) {
    docker(name)
        .updateContainerCmd(node(name).getContainerId())
        .withCpuPeriod(PERIOD_MICROS)
        .withCpuQuota(PERIOD_MICROS / 100 * percent)
        .exec();
  }

  /** Rules in the network of a container, whatever programs it has. */
  static void firewall(long init, String rules) {
    Shell.feed(List.of("nsenter", "--net=/proc/" + init + "/ns/net", "nft", "-f", "-"), rules);
  }

  private DockerClient docker(String name) {
    return node(name).getDockerClient();
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

  List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  void startIfEnded(String name) {
    if (!Boolean.TRUE.equals(state(name).getRunning())) {
      startAgain(name);
    }
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
