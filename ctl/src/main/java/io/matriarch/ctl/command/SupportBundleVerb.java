package io.matriarch.ctl.command;

import io.matriarch.ctl.bundle.Redaction;
import io.matriarch.ctl.bundle.SupportBundle;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Outcome;
import io.matriarch.ctl.render.Documents;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything about a cluster for who was not there. */
@Command(
    name = "support-bundle",
    description = {
      "Collects what all agents say into one archive, without passwords and keys: cluster,"
          + " history, decisions, configuration, metrics and examinations.",
      "Its manifest says what could not be had and why. Look into it before you send it."
    })
final class SupportBundleVerb extends Verb {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final long LOG_TAIL_BYTES = 4 << 20;

  private static final List<String> OF_CLUSTER =
      List.of("/history", "/history/extended", "/config", "/config/history");

  private static final List<String> OF_NODE =
      List.of("/patroni", "/cluster", "/explain", "/metrics");

  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where it goes (default: matriarch-CLUSTER-TIME.tar.gz here).")
  private @Nullable Path output;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "A log on this machine whose end (4 MiB) goes into it; may be repeated. Agents give no"
              + " logs: see journalctl -u matriarch.")
  private List<Path> logs = new ArrayList<>();

  @Option(names = "--no-doctor", description = "Does not have the nodes examine themselves.")
  private boolean noDoctor;

  SupportBundleVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    var bundle = new SupportBundle(redaction());
    var cluster = api().cluster();
    if (cluster instanceof Outcome.Done<ClusterStatus>(var status)
        && name.value != null
        && !name.value.equals(status.scope())) {
      return refused(
          "expected the cluster %s, found %s at this address: check --url"
              .formatted(name.value, status.scope()));
    }
    OF_CLUSTER.forEach(path -> bundle.add("cluster" + path + ".json", api().get(path)));
    agents(cluster).forEach((node, base) -> node(bundle, node, base));
    if (cluster instanceof Outcome.Done<ClusterStatus>(var status) && !noDoctor) {
      DoctorVerb.examinations(ctl, status)
          .forEach((node, found) -> bundle.add("nodes/%s/doctor.json".formatted(node), found));
    }
    var config = ctl.configuration();
    if (config.isObject()) {
      bundle.addText("this-machine/configuration.yml", Documents.yaml(redaction().of(config)));
    }
    logs.forEach(file -> log(bundle, file));
    bundle.missing("events", "a stream of what is to come; history and explain have what was");
    var scope = cluster instanceof Outcome.Done<ClusterStatus>(var s) ? s.scope() : "unknown";
    return write(bundle, scope);
  }

  /** By name; by address where no agent knows the cluster. */
  private Map<String, String> agents(Outcome<ClusterStatus> cluster) {
    var agents = new LinkedHashMap<String, String>();
    if (cluster instanceof Outcome.Done<ClusterStatus>(var status)) {
      status.members().forEach(m -> agents.put(m.name(), m.apiUrl() == null ? "" : m.apiUrl()));
    } else {
      api().bases().forEach(base -> agents.put(base.getHost() + "-" + base.getPort(), base + ""));
    }
    return agents;
  }

  private void node(SupportBundle bundle, String node, String url) {
    if (url.isEmpty()) {
      bundle.missing("nodes/" + node, "it has not reported the address of its agent");
      return;
    }
    for (var path : OF_NODE) {
      var suffix = path.equals("/metrics") ? ".txt" : ".json";
      bundle.add("nodes/" + node + path + suffix, api().getFrom(url, path));
    }
  }

  private Redaction redaction() {
    var redaction = new Redaction();
    var config = ctl.configuration();
    redaction.learn(config);
    for (var file : config.findValuesAsText("password_file")) {
      try {
        redaction.know(Files.readString(Path.of(file)).strip());
      } catch (IOException e) {
        continue; // who cannot read it cannot tell it
      }
    }
    ctl.environment()
        .forEach(
            (variable, value) -> {
              if (variable.matches("(?:MATRIARCH|PG).*(?:PASSWORD|SECRET|TOKEN)")) {
                redaction.know(value);
              }
            });
    return redaction;
  }

  private static void log(SupportBundle bundle, Path file) {
    var name = "logs/" + file.getFileName();
    try (var channel = FileChannel.open(file)) {
      channel.position(Math.max(0, channel.size() - LOG_TAIL_BYTES));
      var bytes = Channels.newInputStream(channel).readNBytes((int) LOG_TAIL_BYTES);
      bundle.addText(name, new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      bundle.missing(name, "cannot be read (%s)".formatted(e));
    }
  }

  private int write(SupportBundle bundle, String scope) {
    var now = Instant.now();
    var file =
        output != null
            ? output
            : Path.of(
                "matriarch-%s-%s.tar.gz"
                    .formatted(scope.replaceAll("[^A-Za-z0-9._-]", "_"), STAMP.format(now)));
    try {
      var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (var out = Channels.newOutputStream(Files.newByteChannel(file, options, mine))) {
        bundle.write(out, Version.own(), now);
      }
    } catch (FileAlreadyExistsException e) {
      return refused("%s is there already: name another with --output".formatted(file));
    } catch (IOException e) {
      return failed("cannot write %s (%s): name another place with --output".formatted(file, e));
    }
    bundle.missing().forEach((what, why) -> print("not in it: %s: %s".formatted(what, why)));
    print("%d files in %s".formatted(bundle.size(), file));
    return bundle.size() > 0 ? ExitCode.DONE : failed("no agent answered: see its manifest");
  }
}
