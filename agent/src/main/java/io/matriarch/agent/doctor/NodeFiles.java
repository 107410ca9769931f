package io.matriarch.agent.doctor;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.agent.config.Preflight;
import io.matriarch.agent.config.Problem;
import io.matriarch.net.api.Examination.Finding;
import io.matriarch.net.tls.CertificateCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the files of this node: its configuration as it is on the disk now, who may
 * read what is secret, and its certificates.
 */
record NodeFiles(AgentConfig config, Path file, Instant now) {
  private static final EnumSet<PosixFilePermission> OF_OTHERS =
      EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    configuration(findings);
    secret(file, findings);
    certificates(findings);
    return findings;
  }

  private void configuration(List<Finding> findings) {
    switch (ConfigFile.read(file, System.getenv())) {
      case ParsedConfig.Invalid invalid -> invalid.problems().forEach(p -> add(p, findings));
      case ParsedConfig.Valid valid -> {
        Preflight.host(valid).forEach(p -> add(p, findings));
        if (!valid.config().equals(config)) {
          findings.add(
              new Finding(
                  false,
                  "%s was changed since the agent read it".formatted(file),
                  "start a new agent when it suits; PostgreSQL runs on where the old one is killed:"
                      + " systemctl kill --kill-who=main -s KILL matriarch"));
        }
      }
    }
  }

  private static void add(Problem problem, List<Finding> findings) {
    findings.add(
        new Finding(
            true,
            "%s: %s: found %s".formatted(problem.origin(), problem.path(), problem.found()),
            "expected " + problem.expected()));
  }

  private void certificates(List<Finding> findings) {
    var rest = config.restApi().tls();
    if (rest != null) {
      var host = config.restApi().connectAddress().host();
      findings.addAll(new CertificateCheck(rest.files(), host, now).findings());
      secret(rest.keyFile() == null ? rest.certFile() : rest.keyFile(), findings);
    }
    var raft = config.raft().tls();
    if (raft != null) {
      var host = config.raft().advertiseAddress().host();
      var before = List.copyOf(findings);
      new CertificateCheck(raft.files(), host, now)
          .findings().stream().filter(f -> !before.contains(f)).forEach(findings::add);
      if (rest == null || !raft.keyFile().equals(rest.keyFile())) {
        secret(raft.keyFile(), findings);
      }
    }
  }

  private static void secret(@Nullable Path kept, List<Finding> findings) {
    try {
      if (kept != null
          && Files.getPosixFilePermissions(kept).stream().anyMatch(OF_OTHERS::contains)) {
        findings.add(
            new Finding(
                true,
                "every user of the node may read or write %s, which is secret".formatted(kept),
                "chmod 0600 " + kept));
      }
    } catch (IOException e) {
      // Whoever needs the file says that it is not there.
      return;
    }
  }
}
