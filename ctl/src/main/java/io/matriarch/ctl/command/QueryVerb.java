package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** SQL on a member, by psql. */
@Command(
    name = "query",
    description = {
      "Runs SQL on a member with psql, which must be installed here.",
      "Passwords as psql has them: PGPASSWORD, a password file, or it asks."
    })
final class QueryVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();
  @Mixin private final OneMember whom = new OneMember();
  @Mixin private final Watch watch = new Watch();

  @Option(names = "--command", paramLabel = "SQL", description = "What to run.")
  private @Nullable String command;

  @Option(names = "--file", paramLabel = "FILE", description = "A file with what to run.")
  private @Nullable String file;

  @Option(
      names = {"-U", "--username"},
      paramLabel = "USER",
      description = "Database user.")
  private @Nullable String user;

  @Option(
      names = {"-d", "--dbname"},
      paramLabel = "NAME",
      defaultValue = "postgres",
      description = "Database (default: ${DEFAULT-VALUE}).")
  private String database = "postgres";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "tsv",
      description = "tsv, csv or pretty (default: ${DEFAULT-VALUE}).")
  private String format = "tsv";

  @Option(
      names = "--psql",
      paramLabel = "PROGRAM",
      defaultValue = "psql",
      description = "The program (default: ${DEFAULT-VALUE}).")
  private String program = "psql";

  QueryVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    if ((command == null) == (file == null)) {
      throw new UsageException("expected one of --command and --file");
    }
    whom.check();
    return watch.run(ctl, () -> withCluster(name.value, this::run));
  }

  private int run(ClusterStatus cluster) {
    return whom.of(cluster)
        .map(this::psql)
        .orElseGet(() -> failed("no such member runs: see `matriarchctl list`"));
  }

  private int psql(MemberStatus target) {
    ctl.terminal().out().flush();
    try {
      return new ProcessBuilder(arguments(target)).inheritIO().start().waitFor() == 0
          ? ExitCode.DONE
          : ExitCode.FAILED;
    } catch (IOException e) {
      return failed("%s cannot be run: install PostgreSQL's client".formatted(program));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("interrupted");
    }
  }

  private List<String> arguments(MemberStatus target) {
    var all = new ArrayList<>(List.of(program, "-X", "-h", target.host(), "-p"));
    all.add(Integer.toString(target.port()));
    all.addAll(List.of("-d", database, "-v", "ON_ERROR_STOP=1"));
    switch (format) {
      case "tsv" -> all.addAll(List.of("-A", "-F", "\t", "-P", "footer=off"));
      case "csv" -> all.add("--csv");
      default -> {}
    }
    if (user != null) {
      all.addAll(List.of("-U", user));
    }
    all.addAll(command != null ? List.of("-c", command) : List.of("-f", String.valueOf(file)));
    return all;
  }
}
