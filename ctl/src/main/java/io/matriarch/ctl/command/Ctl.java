package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.cluster.ClusterApi;
import io.matriarch.ctl.terminal.Pacing;
import io.matriarch.ctl.terminal.Terminal;
import io.matriarch.net.client.ApiClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program's root: the options of every command, and the one connection to the cluster. */
@Command(
    name = "matriarchctl",
    description = "Looks at and steers a Matriarch cluster through any of its agents.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage",
      "3:refused, nothing changed",
      "4:outcome unknown"
    })
public final class Ctl implements Runnable {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** Agents answer reads from memory: one that takes longer hangs, and the next is better asked. */
  private static final Duration READ = Duration.ofSeconds(5);

  @Option(
      names = {"-u", "--url"},
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = {
        "An agent's REST API, such as http://10.0.0.1:8008; may be repeated, the next is tried"
            + " where one does not answer.",
        "Default: MATRIARCH_URL (commas between several), else the configuration file, else"
            + " http://127.0.0.1:8008."
      })
  private List<String> urls = new ArrayList<>();

  @Option(
      names = {"-c", "--config-file"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "An agent's configuration file, to read where its REST API is. Default:"
              + " MATRIARCH_CONFIG_FILE.")
  private @Nullable Path configFile;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Certificates to check agents with that speak HTTPS.")
  private @Nullable Path caFile;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Certificate to show to agents that ask for one.")
  private @Nullable Path certFile;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Its key, where that is not in the same file.")
  private @Nullable Path keyFile;

  @Option(
      names = {"-k", "--insecure"},
      scope = ScopeType.INHERIT,
      description = "Trusts any certificate.")
  private boolean insecure;

  @Option(
      names = "--request-timeout",
      paramLabel = "SECONDS",
      scope = ScopeType.INHERIT,
      defaultValue = "60",
      description =
          "How long one agent may take to carry out a change (default: ${DEFAULT-VALUE}).")
  private int requestTimeoutSeconds;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Prints this help.")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Prints the program's version.")
  private boolean version;

  @Spec private @Nullable CommandSpec spec;

  private final Terminal terminal;
  private final Pacing pacing;
  private final Map<String, String> environment;
  private @Nullable ClusterApi api;

  Ctl(Terminal terminal, Pacing pacing, Map<String, String> environment) {
    this.terminal = terminal;
    this.pacing = pacing;
    this.environment = environment;
  }

  /**
   * Runs one command to its end.
   *
   * @return one of {@link ExitCode}
   */
  public static int run(
      Terminal terminal, Pacing pacing, Map<String, String> environment, String... arguments) {
    var root = new Ctl(terminal, pacing, environment);
    var line = new CommandLine(root);
    Verbs.addTo(line, root, arguments);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.interactive() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Failures::usage);
    line.setExecutionExceptionHandler(Failures::unexpected);
    try {
      return line.execute(arguments);
    } finally {
      root.close();
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "expected a command");
    }
  }

  Terminal terminal() {
    return terminal;
  }

  Pacing pacing() {
    return pacing;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** The agent's configuration file that was named; missing where none was. */
  JsonNode configuration() {
    return Access.config(configFile, environment);
  }

  /** Made when first asked for, since help and usage errors need no connection. */
  ClusterApi api() {
    var made = api;
    if (made == null) {
      var tls = new TlsOptions(caFile, certFile, keyFile, insecure);
      var access = Access.of(urls, configFile, tls, environment);
      var change = Duration.ofSeconds(Math.clamp(requestTimeoutSeconds, 1, 3600));
      var limits = new ApiClient.Limits(CONNECT, READ, change);
      made =
          new ClusterApi(
              new ApiClient(access.bases(), limits, access.authorization(), access.tls()), pacing);
      api = made;
    }
    return made;
  }

  private void close() {
    if (api != null) {
      api.close();
    }
  }
}
