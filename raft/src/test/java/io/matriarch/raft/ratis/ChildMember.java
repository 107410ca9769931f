package io.matriarch.raft.ratis;

import io.matriarch.raft.RaftSettings;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Transitions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One member in a process of its own, to be paused or killed; {@code main} is that process. It
 * reads one question per line and prints one answer.
 */
final class ChildMember implements AutoCloseable {
  private static final String ANSWER = "answer: ";

  private final Process process;
  private final PrintWriter questions;
  private final BufferedReader answers;

  private ChildMember(Process process) {
    this.process = process;
    this.questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static ChildMember start(RaftSettings settings) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dmatriarch.log=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                ChildMember.class.getName(),
                settings.self().value(),
                settings.dataDir().toString()));
    settings.peers().forEach((id, address) -> command.add(id + "=" + address));
    return new ChildMember(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** The process may be stopped meanwhile; it finds the question when it goes on. */
  void put(String question) {
    questions.println(question);
  }

  String answer() throws IOException {
    while (true) {
      var line = answers.readLine();
      if (line == null) {
        throw new IOException("the member's process ended");
      }
      if (line.startsWith(ANSWER)) {
        return line.substring(ANSWER.length());
      }
    }
  }

  String ask(String question) throws IOException {
    put(question);
    return answer();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public static void main(String[] arguments) throws Exception {
    SortedMap<MemberId, String> peers = new TreeMap<>();
    for (var argument : List.of(arguments).subList(2, arguments.length)) {
      var parts = argument.split("=", 2);
      peers.put(new MemberId(parts[0]), parts[1]);
    }
    var self = new MemberId(arguments[0]);
    var address = Objects.requireNonNull(peers.get(self));
    var settings =
        RaftSettings.of("test", self, address, address, Path.of(arguments[1]), peers, null);
    var log = RatisClusterLog.open(settings, Transitions::apply, event -> {});
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(ANSWER + reply(log, line.split(" ")));
    }
    log.close();
    System.exit(0);
  }

  private static String reply(RatisClusterLog log, String[] words) {
    return switch (words[0]) {
      case "leads" -> Boolean.toString(log.leadership().leadsHere());
      case "version" -> Long.toString(log.applied().state().config().version());
      case "transfer" -> {
        log.transferLeadership(new MemberId(words[1]));
        yield "asked";
      }
      case "propose" ->
          log.propose(TestGroup.config(Long.parseLong(words[1]), words[2]), TestGroup.DEADLINE)
              .toCompletableFuture()
              .join()
              .toString();
      default -> "what?";
    };
  }
}
