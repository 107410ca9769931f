package io.matriarch.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.HostPort;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.Examination;
import io.matriarch.net.api.Examination.Disk;
import io.matriarch.net.api.Examination.Kind;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.transition.Transitions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DoctorTest {
  @TempDir private Path folder;

  @Test
  void a_witness_in_order_has_fast_disks_open_paths_and_nothing_to_tell() throws Exception {
    try (var api = new Peer("HTTP/1.1 200 OK\r\n\r\n");
        var raft = new Peer("")) {
      var found = examined(file(raft.port()), api.port());

      assertThat(found.findings()).isEmpty();
      assertThat(found.disks()).extracting(Disk::purpose).containsExactly("raft");
      assertThat(found.disks().getFirst().p99Micros()).isPositive();
      assertThat(found.paths())
          .extracting(Examination.Path::kind, Examination.Path::open)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(Kind.API, true),
              org.assertj.core.groups.Tuple.tuple(Kind.RAFT, true));
      assertThat(folder.resolve("raft")).isEmptyDirectory();
    }
  }

  @Test
  void closed_paths_say_why() throws Exception {
    try (var mute = new Peer("220 mail\r\n")) {
      var found = examined(file(free()), mute.port());

      assertThat(found.paths().getFirst().obstacle()).contains("expected an HTTP answer");
      assertThat(found.paths().getLast().obstacle()).containsIgnoringCase("refused");
    }
  }

  @Test
  void what_is_wrong_with_the_file_is_told_of_the_file_as_it_is_now() throws Exception {
    var file = file(free());
    var config = config(file);
    Files.writeString(file, Files.readString(file) + "tags: {nofailover: true}\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    var found = wait(doctor(config, file), free());
    assertThat(found.findings())
        .extracting(Examination.Finding::what)
        .anyMatch(what -> what.contains("was changed since the agent read it"))
        .anyMatch(what -> what.contains("every user of the node may read"));

    Files.writeString(file, Files.readString(file) + "scoop: x\n");
    assertThat(wait(doctor(config, file), free()).findings())
        .anyMatch(finding -> finding.wrong() && finding.what().contains("scoop"));
  }

  @Test
  void who_asks_meanwhile_gets_the_same_answer() throws Exception {
    var file = file(free());
    var doctor = doctor(config(file), file);
    var first = doctor.examine(cluster(free()));

    assertThat(doctor.examine(cluster(free()))).isSameAs(first);
    first.toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(doctor.examine(cluster(free()))).isNotSameAs(first);
  }

  @Test
  void slow_and_broken_disks_are_findings() {
    var disks =
        List.of(
            new Disk("raft", "/fast", 400, 900),
            new Disk("raft", "/slow", 9_000, 80_000),
            new Disk("data", "/still", 90_000, 700_000),
            new Disk("data", "/full", Disk.UNWRITABLE, Disk.UNWRITABLE));

    assertThat(DiskSpeed.findings(disks))
        .extracting(f -> f.wrong() + " " + f.what())
        .containsExactly(
            "false a write to /slow is durable after 80 ms (p99)",
            "true a write to /still is durable after 700 ms (p99)",
            "true /full cannot be written to");
  }

  @Test
  void a_peer_that_hangs_up_is_no_open_path() throws Exception {
    try (var rude = new Peer("")) {
      assertThatThrownBy(() -> new Knock(new HostPort("127.0.0.1", rude.port()), null).http("/"))
          .hasMessageContaining("found none");
    }
  }

  private Examination examined(Path file, int apiPort) throws Exception {
    return wait(doctor(config(file), file), apiPort);
  }

  private static Examination wait(Doctor doctor, int apiPort) throws Exception {
    return doctor.examine(cluster(apiPort)).toCompletableFuture().get(25, TimeUnit.SECONDS);
  }

  private static io.matriarch.agent.config.AgentConfig config(Path file) {
    return ConfigFile.read(file, Map.of()) instanceof ParsedConfig.Valid valid
        ? valid.config()
        : org.junit.jupiter.api.Assertions.fail("the file is not valid");
  }

  /** Whose group is the one in its file. */
  private static Doctor doctor(AgentConfig config, Path file) {
    return new Doctor(
        () -> config,
        file,
        InstantSource.system(),
        member -> Optional.ofNullable(config.raft().peers().get(member)));
  }

  /** A witness w, whose peer has its Raft port there. */
  private Path file(int raftPort) throws IOException {
    Files.createDirectories(folder.resolve("raft"));
    var file = folder.resolve("w.yml");
    Files.writeString(
        file,
        """
        scope: herd
        name: w
        restapi: {listen: "127.0.0.1:1008"}
        raft:
          tls: off
          advertise_address: "127.0.0.1:1007"
          data_dir: %1$s/raft
          peers: {w: "127.0.0.1:1007", n1: "127.0.0.1:%2$d"}
        run_dir: %1$s/run
        """
            .formatted(folder, raftPort));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static ClusterView cluster(int apiPort) {
    var state = ClusterState.EMPTY;
    for (var name : List.of("n1", "w")) {
      var url = "http://127.0.0.1:" + apiPort;
      var member = new Member(new MemberId(name), MemberKind.WITNESS, url, "", Tags.NONE, 1);
      state = Transitions.apply(state, new Command.RegisterMember(member)).state();
    }
    return new ClusterView("herd", state, new TreeMap<>(), 0);
  }

  private static int free() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Says one thing to whoever comes, and hangs up. */
  private static final class Peer implements AutoCloseable {
    private final ServerSocket listening;

    Peer(String words) throws IOException {
      listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().start(() -> serve(words));
    }

    int port() {
      return listening.getLocalPort();
    }

    private void serve(String words) {
      while (!listening.isClosed()) {
        try (Socket socket = listening.accept()) {
          socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (IOException e) {
          continue; // closed, or a peer that left early
        }
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
