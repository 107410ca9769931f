package io.matriarch.chaos.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A host with an agent on it. */
public final class Node {
  private final Host host;
  private final AgentConfig config;

  /** As in packaging/systemd/matriarch.service. */
  private static final int UNIT_NICE = -5;

  private AgentJvm jvm;
  private @Nullable HostProcess agent;
  private @Nullable String text;
  private UnaryOperator<String> edit = text -> text;
  private Map<String, String> environment = Map.of();

  Node(Host host, AgentConfig config, AgentJvm jvm) {
    this.host = host;
    this.config = config;
    this.jvm = jvm;
  }

  public String name() {
    return host.name();
  }

  public Host host() {
    return host;
  }

  public AgentConfig config() {
    return config;
  }

  /** Where the agent's output goes, over all its starts: as a journal, not on the node's disks. */
  public Path log() {
    return config.dir().resolveSibling(name() + "-agent.log");
  }

  /** What is changed in the configuration's text, from the next start of the agent on. */
  public void edit(UnaryOperator<String> how) {
    var before = edit;
    edit = text -> how.apply(before.apply(text));
  }

  /** Variables of the agent and of all that it starts, from its next start on. */
  public void environment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
  }

  /** From the next start on its agent is of this build; gives the one before. */
  public AgentJvm install(AgentJvm other) {
    var before = jvm;
    jvm = other;
    return before;
  }

  /** Another configuration than the usual one, from the next start on. */
  public void configure(String changed) {
    text = changed;
  }

  /** Writes the configuration file, without starting anything. */
  public Path writeConfig() {
    return config.write(content());
  }

  private String content() {
    return edit.apply(text == null ? config.text() : text);
  }

  /** Runs {@code matriarch} with these arguments to its end. */
  public Shell.Said matriarch(Duration limit, String... arguments) {
    return host.ask(limit, jvm.command(arguments).toArray(String[]::new));
  }

  /** Starts the agent; the host must have power and no agent. */
  public HostProcess startAgent() {
    return startAgent("run", content());
  }

  /** The same with another file. */
  public HostProcess startAgent(String content) {
    return startAgent("run", content);
  }

  /** Starts an agent that is started again where it ends to be; as it is shipped only. */
  public HostProcess superviseAgent() {
    return startAgent("supervise", content());
  }

  /** Runs {@code matriarchctl} here, against this node's agent. */
  public Shell.Said ctl(Duration limit, String... arguments) {
    var command = jvm.ctl("http://" + config.rest(), arguments);
    return host.ask(limit, command.toArray(String[]::new));
  }

  private HostProcess startAgent(String verb, String content) {
    if (agent != null && agent.isAlive()) {
      throw new IllegalStateException("the agent of " + name() + " runs already");
    }
    Path file = config.write(content);
    HostProcess started = host.start(UNIT_NICE, command(verb, file), Map.of(), log());
    agent = started;
    return started;
  }

  /**
   * Variables are set by the user's own program: a preloaded library must not make root's files.
   */
  private List<String> command(String verb, Path file) {
    var command = new ArrayList<>(List.of("env"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(jvm.command(verb, file.toString()));
    return environment.isEmpty() ? jvm.command(verb, file.toString()) : command;
  }

  /** The agent as it was last started. */
  public HostProcess agent() {
    if (agent == null) {
      throw new IllegalStateException("the agent of " + name() + " was never started");
    }
    return agent;
  }

  public boolean agentRuns() {
    return agent != null && agent.isAlive();
  }

  public void powerOff() {
    host.powerOff();
  }

  public void powerOffUnsynced() {
    host.powerOffUnsynced();
  }

  /** Boots and starts the agent, as an init system would. */
  public void powerOn() {
    host.powerOn();
    startAgent();
  }

  /** The running postmaster, by the root namespace's number. */
  public Optional<Long> postmaster() {
    if (!host.isUp()) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(config.dataDir().resolve("postmaster.pid"));
      return host.outsidePid(Long.parseLong(lines.getFirst().strip()))
          .filter(ProcessTable::isAlive);
    } catch (IOException | java.util.NoSuchElementException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The newest lines of the agent's log and of PostgreSQL's, for a failure's message. */
  String tail() {
    return "--- %s (power %s, agent %s, postmaster %s)%n%s"
        .formatted(
            name(),
            host.isUp() ? "on" : "off",
            agentRuns() ? "runs" : "does not run",
            postmaster().map(Object::toString).orElse("none"),
            Shell.ask(List.of("tail", "-n", "25", log().toString()), "", Shell.LIMIT).output());
  }
}
