package io.matriarch.chaos.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The real HAProxy, where the clients are, as {@code matriarchctl haproxy-config} configures it.
 */
public final class Haproxy implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int PORT = 5000;

  /** Ends with the JVM that holds the other end of its standard input. */
  private static final String RUN =
      "haproxy -db -f \"$1\" & server=$!; trap 'kill $server' EXIT; cat";

  private final String address;
  private final Process process;

  /** Asks a running cluster for the configuration and starts with it. */
  public Haproxy(Cluster cluster) {
    var lab = cluster.lab();
    address = lab.clientAddress() + ":" + PORT;
    var config = lab.dir().resolve("haproxy.cfg");
    var log = lab.dir().resolve("haproxy.log");
    try {
      Files.writeString(config, configuration(cluster));
      process =
          new ProcessBuilder(inside(lab, "bash", "-c", RUN, "haproxy", config.toString()))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until(
        "HAProxy with a primary",
        LIMIT,
        () -> serves(lab) ? Optional.of(true) : Optional.<Boolean>empty(),
        () -> tail(log));
  }

  /** Where clients that write connect. */
  public String address() {
    return address;
  }

  private static String configuration(Cluster cluster) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var agents = cluster.nodes().stream().map(n -> "http://" + n.config().rest()).toList();
    return Shell.run(
        inside(
                cluster.lab(),
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "io.matriarch.ctl.app.CtlMain",
                "-u",
                agents.getFirst(),
                "haproxy-config",
                "--primary-port",
                Integer.toString(PORT))
            .toArray(String[]::new));
  }

  /** Connected is not enough: it takes connections before it knows a primary. */
  private static boolean serves(Lab lab) {
    var ask =
        "exec 3<>/dev/tcp/%s/%d; printf '\\0\\0\\0\\10\\4\\322\\26\\57' >&3; head -c 1 <&3"
            .formatted(lab.clientAddress(), PORT);
    var said = Shell.ask(inside(lab, "timeout", "1", "bash", "-c", ask), "", LIMIT);
    return said.exitCode() == 0 && said.output().matches("[NS]");
  }

  private static String tail(Path log) {
    return Shell.ask(List.of("tail", "-n", "25", log.toString()), "", LIMIT).output();
  }

  private static List<String> inside(Lab lab, String... command) {
    var whole = new java.util.ArrayList<>(List.of("nsenter", "--net=" + lab.clientNetwork()));
    whole.addAll(List.of(command));
    return whole;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
