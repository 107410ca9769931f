package io.matriarch.chaos.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.client.Rest;
import io.matriarch.chaos.client.Servers;
import io.matriarch.chaos.history.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The lab itself, without agents: faults strike as they say, and nothing else does. */
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabSelfIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Of four million times the byte 7, CRC-32. */
  private static final String SUM_OF_FOUR_MEGABYTES = "1664803878";

  /** Ends with 0 where a hundred datagrams came, and not in their order. */
  private static final String NUMBERS_RECEIVED =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("", 7778))
      s.settimeout(15)
      print("listening", flush=True)
      seen = [int(s.recv(10)) for i in range(100)]
      sys.exit(1 if seen == sorted(seen) else 0)
      """;

  private static final String NUMBERS_SENT =
      """
      import socket, time
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      for i in range(100):
          s.sendto(str(i).encode(), ("%s", 7778))
          time.sleep(0.002)
      """;

  private Lab lab;

  @BeforeAll
  void make_three_hosts() {
    Assume.assumeHosts();
    lab = new Lab(3, false);
  }

  @AfterEach
  void heal() {
    lab.network().heal();
  }

  @AfterAll
  void take_down() {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void hosts_reach_each_other() {
    assertThat(reaches("n1", "n2")).isTrue();
    assertThat(reaches("n3", "n1")).isTrue();
  }

  @Test
  void cut_host_is_alone_until_healed() {
    lab.network().cut("n1", List.of("n2", "n3"));

    assertThat(reaches("n1", "n2")).isFalse();
    assertThat(reaches("n3", "n1")).isFalse();
    assertThat(reaches("n2", "n3")).isTrue();

    lab.network().heal();
    assertThat(reaches("n1", "n2")).isTrue();
  }

  @Test
  void one_way_cut_leaves_the_other_direction() {
    lab.network().cutOneWay("n1", "n2");
    HostProcess receiver = listen("n2");
    HostProcess deaf = listen("n1");

    send("n1", "n2");
    send("n2", "n1");

    assertThat(deaf.exitCode(SOON)).hasValue(0);
    assertThat(receiver.isAlive()).isTrue();
    receiver.kill();
  }

  @Test
  void slow_link_delays_each_way_keeps_large_frames_whole_and_may_still_be_cut() {
    var healing = lab.network().slow("n1", Duration.ofMillis(100), 0);
    var slow = roundTrip("n1", "n2");
    var sum = copied("n1", "n2");
    lab.network().cut("n1", List.of("n2"));
    boolean cut = !reaches("n1", "n2");
    lab.network().heal();
    healing.run();

    assertThat(slow).isGreaterThan(Duration.ofMillis(140));
    assertThat(sum).isEqualTo(SUM_OF_FOUR_MEGABYTES);
    assertThat(cut).isTrue();
    Await.untilTrue(
        "a swift link", SOON, () -> roundTrip("n1", "n2").compareTo(Duration.ofMillis(100)) < 0);
  }

  @Test
  void packets_overtake_each_other_on_a_link_that_reorders() {
    var healing = lab.network().slow("n1", Duration.ofMillis(5), 30);
    var order = lab.host("n2").dir().resolve("order.log");
    var receiver =
        lab.host("n2").start(List.of("python3", "-c", NUMBERS_RECEIVED), Map.of(), order);
    Await.untilTrue("a listener", SOON, () -> order.toFile().length() > 0);

    lab.host("n1").run("/usr/bin/python3", "-c", NUMBERS_SENT.formatted(lab.host("n2").address()));

    assertThat(receiver.exitCode(SOON)).hasValue(0);
    healing.run();
  }

  @Test
  void power_loss_takes_every_process_and_no_file() throws IOException {
    Host host = lab.host("n2");
    var sleeper =
        host.start(List.of("setsid", "sleep", "1000"), Map.of(), host.dir().resolve("sleep.log"));
    host.run("touch", host.dir().resolve("kept").toString());
    long before = System.nanoTime();

    host.powerOff();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    assertThat(ProcessTable.isAlive(sleeper.pid())).isFalse();
    host.powerOn();
    assertThat(reaches("n1", "n2")).isTrue();
    assertThat(Files.exists(host.dir().resolve("kept"))).isTrue();
  }

  @Test
  void hosts_that_lost_power_together_reach_each_other_again() {
    lab.hosts().parallelStream().forEach(Host::powerOff);

    lab.hosts().parallelStream().forEach(Host::powerOn);

    assertThat(reaches("n1", "n2")).isTrue();
    assertThat(reaches("n2", "n3")).isTrue();
    assertThat(reaches("n3", "n1")).isTrue();
    rest_calls_reach_a_host_and_bring_status_and_body();
  }

  @Test
  void cut_survives_a_power_loss() {
    lab.network().cut("n3", List.of("n1", "n2"));

    lab.host("n3").powerOff();
    lab.host("n3").powerOn();

    assertThat(reaches("n1", "n3")).isFalse();
  }

  @Test
  void left_overs_of_a_dead_test_are_removed_and_those_of_a_living_one_stay() {
    String dead = new LabName(ProcessHandle.current().pid(), 1, 1).with("n1");
    Shell.run("ip", "netns", "add", dead);

    Lab.removeLeftOvers();

    assertThat(Shell.run("ip", "netns", "list")).doesNotContain(dead);
    assertThat(reaches("n1", "n2")).isTrue();
  }

  @Test
  void rest_calls_reach_a_host_and_bring_status_and_body() {
    Host host = lab.host("n1");
    var server =
        host.start(
            List.of("python3", "-m", "http.server", "8008", "-d", host.dir().toString()),
            Map.of(),
            host.dir().resolve("http.log"));
    host.run("bash", "-c", "echo -n hello > " + host.dir().resolve("greeting"));
    var rest = new Rest(lab.clientNetwork());
    String address = host.address() + ":8008";

    var answer = Await.until("an answer", SOON, () -> rest.get(address, "/greeting"), () -> "none");

    assertThat(answer).isEqualTo(new Rest.Reply(200, "hello"));
    assertThat(rest.get(address, "/nothing"))
        .hasValueSatisfying(r -> assertThat(r.status()).isEqualTo(404));
    assertThat(rest.get(lab.host("n2").address() + ":8008", "/")).isEmpty();
    server.kill();
  }

  @Test
  void orphans_are_reaped() {
    Host host = lab.host("n1");
    host.run("bash", "-c", "(sleep 0.1 &) ; true");

    Await.untilTrue(
        "no zombie", SOON, () -> !host.run("ps", "-e", "-o", "stat,comm").contains("defunct"));
  }

  @Test
  void paused_process_goes_on_when_resumed() {
    Host host = lab.host("n1");
    var process = host.start(List.of("sleep", "0.3"), Map.of(), host.dir().resolve("pause.log"));

    process.pause();
    assertThat(process.exitCode(Duration.ofMillis(600))).isEmpty();
    process.resume();

    assertThat(process.exitCode(SOON)).hasValue(0);
  }

  @Test
  void writers_see_a_crash_as_a_gap_and_lose_nothing() {
    Host host = lab.host("n1");
    var plain = new PlainServer(host);
    plain.create();
    plain.start();
    try (var load = load("n1")) {
      Await.until("writes", SOON, () -> load.firstWriteSentAfter(0), () -> "none");
      Await.pass(Duration.ofSeconds(1));

      long fault = System.nanoTime();
      host.powerOff();
      host.powerOn();
      plain.start();
      Await.until("writes again", SOON, () -> load.firstWriteSentAfter(fault), () -> "none");
      Await.pass(Duration.ofSeconds(1));
      var history = load.stop();

      assertThat(history.acknowledged().count()).isGreaterThan(200);
      assertThat(history.acknowledged().map(Attempt::node).distinct()).containsExactly("n1");
      assertThat(history.lost(load.rowsFound())).isEmpty();
      assertThat(history.overlaps()).isEmpty();
      assertThat(history.longestGap(fault, System.nanoTime()))
          .isBetween(Duration.ofMillis(20), SOON);
      System.out.printf(
          "lab self test: %d writes acknowledged, gap %d ms%n",
          history.acknowledged().count(), history.longestGap(fault, System.nanoTime()).toMillis());
    }
  }

  @Test
  void writers_catch_two_servers_that_take_writes_at_once() {
    for (String name : List.of("n2", "n3")) {
      var plain = new PlainServer(lab.host(name));
      plain.create();
      plain.start();
      try (var load = load(name)) {
        load.stop();
      }
    }

    try (var load = load("n2", "n3")) {
      Await.pass(Duration.ofSeconds(2));

      assertThat(load.stop().overlaps()).hasSize(1);
    }
    lab.host("n2").processes().forEach(LabSelfIT::killServer);
    lab.host("n3").processes().forEach(LabSelfIT::killServer);
  }

  private Load load(String... hosts) {
    var addresses = new TreeMap<String, String>();
    for (String host : hosts) {
      addresses.put(host, lab.host(host).address() + ":5432");
    }
    var servers = new Servers(addresses, "postgres", PlainServer.PASSWORD);
    return new Load(lab.clientNetwork(), servers, 200);
  }

  private static void killServer(long pid) {
    if (ProcessHandle.of(pid).flatMap(p -> p.info().command()).orElse("").endsWith("/postgres")) {
      Posix.signal(pid, Posix.SIGKILL);
    }
  }

  private boolean reaches(String from, String to) {
    String address = lab.host(to).address();
    return lab.host(from)
        .ask(SOON, "timeout", "0.5", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/1")
        .output()
        .contains("refused");
  }

  /** How long a connection that is refused takes: one way and back. */
  private Duration roundTrip(String from, String to) {
    reaches(from, to);
    var script =
        """
        import socket, time
        t = time.monotonic_ns()
        try:
            socket.create_connection(("%s", 1), 5)
        except ConnectionRefusedError:
            print(time.monotonic_ns() - t)
        """;
    var nanos =
        lab.host(from).run("/usr/bin/python3", "-c", script.formatted(lab.host(to).address()));
    return Duration.ofNanos(Long.parseLong(nanos.strip()));
  }

  /** The check sum of four megabytes at the other end of a TCP connection. */
  private String copied(String from, String to) {
    var log = lab.host(to).dir().resolve("copied.log");
    var script =
        """
        import socket, zlib
        l = socket.create_server(("", 7779))
        print("listening", flush=True)
        c, a = l.accept()
        sum = 0
        while d := c.recv(65536):
            sum = zlib.crc32(d, sum)
        print(sum)
        """;
    var receiver = lab.host(to).start(List.of("python3", "-c", script), Map.of(), log);
    Await.untilTrue("a listener", SOON, () -> log.toFile().length() > 0);
    lab.host(from)
        .run(
            "/usr/bin/python3",
            "-c",
            "import socket; socket.create_connection((\"%s\", 7779)).sendall(b\"\\x07\" * 4000000)"
                .formatted(lab.host(to).address()));
    receiver.exitCode(SOON);
    try {
      return Files.readAllLines(log).getLast();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Ends with 0 when a datagram arrives. */
  private HostProcess listen(String host) {
    String script =
        """
        import socket
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(("", 7777))
        print("listening", flush=True)
        s.recv(10)
        """;
    var log = lab.host(host).dir().resolve("listen.log");
    var process = lab.host(host).start(List.of("python3", "-c", script), Map.of(), log);
    Await.untilTrue("a listener", SOON, () -> log.toFile().length() > 0);
    return process;
  }

  private void send(String from, String to) {
    lab.host(from).run("bash", "-c", "echo x > /dev/udp/" + lab.host(to).address() + "/7777");
  }
}
