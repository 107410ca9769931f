package io.matriarch.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The directories of a node that no other agent may use while this one runs.
 *
 * <p>Several clusters may share a machine. With one directory between them an agent would take its
 * neighbour's server for its own: stop it, feed its guard, overwrite its passwords.
 */
public final class Claims implements AutoCloseable {
  private final Deque<Claim> held = new ArrayDeque<>();

  private Claims() {}

  /**
   * @param key that names the directory
   * @param file is locked for it
   */
  private record Place(String key, Path directory, Path file) {}

  /** A data directory is emptied for a copy: its lock lies beside it. Raft's has one of its own. */
  private static List<Place> places(AgentConfig config) {
    var places = new ArrayList<Place>();
    var run = config.runDir();
    places.add(new Place("run_dir", run, run.resolve("agent.lock")));
    var postgresql = config.postgresql();
    if (postgresql != null) {
      var data = postgresql.dataDir();
      places.add(new Place("postgresql.data_dir", data, beside(data)));
    }
    return places;
  }

  /**
   * One file for one directory, by whatever links it is named; beside the link where it must be.
   */
  private static Path beside(Path data) {
    var real = real(data);
    var parent = real.getParent();
    var named = parent != null && Files.isWritable(parent) ? real : data;
    return named.resolveSibling(named.getFileName() + ".agent.lock");
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      return directory; // Not there yet: it is made by this name.
    }
  }

  /**
   * What other nodes or clusters use: their agents run, or only their server does. For who is no
   * agent, or not yet.
   */
  public static List<Problem> ofOthers(ParsedConfig.Valid parsed) {
    var problems = new ArrayList<Problem>();
    for (var place : places(parsed.config())) {
      Claim.holder(place.file())
          .filter(holder -> !holder.startsWith(name(parsed.config())))
          .or(() -> leftRunning(place, parsed.config()))
          .ifPresent(holder -> problems.add(problem(parsed, place, holder)));
    }
    return problems;
  }

  /** Whose server it is that outlived its agent; empty where it is this cluster's. */
  private static Optional<String> leftRunning(Place place, AgentConfig config) {
    return PortCheck.serverRunsIn(place.directory())
        ? Claim.last(place.file()).filter(last -> !last.contains(cluster(config)))
        : Optional.empty();
  }

  /**
   * Takes all of them, or adds what is in the way to {@code problems}. Blocks for two seconds at
   * most.
   *
   * @throws IOException where a file cannot be locked: the disk is full, or its file system has no
   *     locks
   */
  public static Claims take(ParsedConfig.Valid parsed, List<Problem> problems) throws IOException {
    var owner = "%s, process %d".formatted(name(parsed.config()), ProcessHandle.current().pid());
    var claims = new Claims();
    for (var place : places(parsed.config())) {
      try {
        Claim.take(place.file(), owner)
            .ifPresentOrElse(
                claims.held::push,
                () ->
                    problems.add(
                        problem(parsed, place, Claim.holder(place.file()).orElse("another one"))));
      } catch (IOException e) {
        claims.close();
        throw new IOException(
            "%s: %s cannot be locked: %s".formatted(place.key(), place.file(), e), e);
      }
    }
    return claims;
  }

  private static String name(AgentConfig config) {
    return "node %s of the %s".formatted(config.name(), cluster(config));
  }

  private static String cluster(AgentConfig config) {
    return "cluster '%s'".formatted(config.scope());
  }

  private static Problem problem(ParsedConfig.Valid parsed, Place place, String holder) {
    return new Problem(
        parsed.file(),
        place.key(),
        "%s, which the agent of %s uses".formatted(place.directory(), holder),
        "a directory of its own: clusters on one machine share no directory and no port");
  }

  @Override
  public void close() throws IOException {
    for (var claim : held) {
      claim.close();
    }
  }
}
