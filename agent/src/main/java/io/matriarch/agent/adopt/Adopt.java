package io.matriarch.agent.adopt;

import static io.matriarch.agent.adopt.Findings.Kind.GOOD;
import static io.matriarch.agent.adopt.Findings.Kind.NOTE;
import static io.matriarch.agent.adopt.Findings.Kind.STOP;
import static io.matriarch.agent.adopt.Findings.Kind.WILL;

import io.matriarch.agent.postgres.Adoptee;
import io.matriarch.agent.postgres.AdoptionOrder;
import io.matriarch.agent.postgres.MissingRoles;
import io.matriarch.agent.postgres.OutsideConfig;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.RunningServer;
import io.matriarch.agent.process.BootId;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigValue;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * {@code matriarch adopt FILE}: says whether the server that runs in the data directory can become
 * the cluster's without a restart, and with {@code --yes} prepares it and leaves the order that the
 * agent carries out when it is started.
 */
public final class Adopt {
  private static final int GOOD_END = 0;
  private static final int REFUSED = 1;

  private final PostgresSettings settings;
  private final ConfigValue.Tree dynamic;
  private final List<String> obstacles;
  private final PrintStream out;
  private final boolean beside;
  private final Adoptee adoptee;
  private final Findings findings = new Findings();

  /**
   * @param dynamic the first dynamic configuration
   * @param obstacles what is wrong with the host, in words
   * @param beside another manager that runs as the same user keeps another server
   */
  public Adopt(
      PostgresSettings settings,
      ConfigValue.Tree dynamic,
      List<String> obstacles,
      boolean beside,
      PrintStream out) {
    this.beside = beside;
    this.settings = settings;
    this.dynamic = dynamic;
    this.obstacles = List.copyOf(obstacles);
    this.out = out;
    this.adoptee = new Adoptee(settings);
  }

  /** The whole of it. */
  public int run(boolean consent) {
    obstacles.forEach(o -> findings.add(STOP, "%s", o));
    var postmaster = adoptee.postmaster();
    var server = postmaster.flatMap(this::looked);
    if (postmaster.isEmpty()) {
      findings.add(
          STOP,
          "no server runs in %s as this user: start it, or start the agent, which takes a stopped"
              + " database as it is",
          settings.paths().data());
    }
    findings.all().forEach(out::println);
    if (server.isEmpty() || findings.stop()) {
      out.println("Nothing was changed. Put right what says stop, and try again.");
      return REFUSED;
    }
    if (!consent) {
      out.println("Nothing was changed. With --yes what says will is done, and the order is left:");
      out.println("the agent, once started, takes the server over as it runs.");
      return GOOD_END;
    }
    return carriedOut(server.get(), postmaster.get());
  }

  private Optional<RunningServer> looked(ProcessId postmaster) {
    if (isMember()) {
      findings.add(
          STOP,
          "%s is not empty: this node was in a group before, start its agent",
          settings.paths().state());
    }
    Surroundings.look(postmaster, settings.paths().data(), beside, findings);
    adoptee
        .whyUnreadable()
        .ifPresent(
            why -> findings.add(STOP, "%s cannot be used: %s", settings.paths().data(), why));
    try {
      var server = adoptee.ask(new ClusterConfig(1, dynamic));
      findings.add(GOOD, "process %d answers at %s", postmaster.pid(), settings.localAddress());
      new Judgement(server, settings, findings).judge();
      files(server);
      stream(server);
      return Optional.of(server);
    } catch (SQLException e) {
      findings.add(
          STOP,
          "the agent could not log in as %s at %s: %s; as superuser: ALTER ROLE \"%s\" LOGIN"
              + " SUPERUSER PASSWORD '...', and in pg_hba.conf a line before all others: host all"
              + " %s %s/32 scram-sha-256",
          settings.logins().superuser().username(),
          settings.localAddress(),
          String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          settings.logins().superuser().username(),
          settings.logins().superuser().username(),
          settings.localAddress().host());
      return Optional.empty();
    } catch (IOException e) {
      findings.add(STOP, "expected files that can be read, found %s", e);
      return Optional.empty();
    }
  }

  private boolean isMember() {
    try (var files = Files.list(settings.paths().state())) {
      return files.anyMatch(f -> !f.getFileName().toString().startsWith("postgresql."));
    } catch (IOException e) {
      return false;
    }
  }

  private void files(RunningServer server) throws IOException {
    var other = outside(server).isOutside() ? outside(server).other() : Optional.<Path>empty();
    if (other.isPresent()) {
      findings.add(
          STOP,
          "the server reads %s, and %s would count in its place from the next start on: move that"
              + " away",
          server.setting("config_file"),
          other.get());
    } else if (outside(server).isOutside()) {
      findings.add(
          WILL,
          "let %s include the agent's settings, and copy it into the data directory, where it is"
              + " read from the next start on",
          server.setting("config_file"));
    }
    var lines = adoptee.accessLines(server);
    var now = adoptee.readsOurAccess(server) ? "at once" : "from the next restart on";
    if (settings.pgHba().isEmpty() && dynamicHba().isEmpty()) {
      findings.add(
          STOP,
          "pg_hba.conf is written by the agent %s, and the file has no postgresql.pg_hba: everybody"
              + " with a password would be let in from everywhere. Write there who may connect; now"
              + " %d lines of %s say it",
          now,
          lines.size(),
          server.setting("hba_file"));
    } else {
      findings.add(
          NOTE,
          "pg_hba.conf is written by the agent %s, with %d lines of postgresql.pg_hba; the %d that"
              + " count now are kept as pg_hba.conf.before-matriarch",
          now,
          settings.pgHba().isEmpty() ? dynamicHba().size() : settings.pgHba().size(),
          lines.size());
    }
  }

  private List<String> dynamicHba() {
    return new ClusterConfig(1, dynamic).pgHba();
  }

  private OutsideConfig outside(RunningServer server) {
    return new OutsideConfig(Path.of(server.setting("config_file")), settings);
  }

  /** As standbys will: at a primary from outside, at a standby to its source. */
  private void stream(RunningServer server) throws IOException {
    var isNew = !server.roles().containsKey(settings.logins().replication().username());
    var at = server.standby() ? server.source() : Optional.of(settings.connectAddress());
    if (isNew || at.isEmpty()) {
      return;
    }
    var why = adoptee.whyNoStream(at.get());
    if (why.isEmpty()) {
      findings.add(GOOD, "standbys can log in at %s", at.get());
    } else if (server.standby() || adoptee.readsOurAccess(server)) {
      findings.add(NOTE, "no standby can log in at %s now: %s", at.get(), why.get());
    } else {
      findings.add(
          STOP,
          "no standby can log in at %s: %s; the server reads %s until its next restart, and needs"
              + " there: host replication %s all scram-sha-256",
          at.get(),
          why.get(),
          server.setting("hba_file"),
          settings.logins().replication().username());
    }
  }

  private int carriedOut(RunningServer server, ProcessId postmaster) {
    try {
      if (!server.standby()) {
        adoptee.run(MissingRoles.of(server, settings.logins()));
      }
      var config = outside(server);
      if (config.isOutside()) {
        config.join();
      }
      adoptee.forgetEarlierAgent();
      new AdoptionOrder(settings.paths())
          .write(
              new AdoptionOrder.Content(
                  server.systemIdentifier(), BootId.now(), postmaster, beside));
      out.println("Ready. Start the agent: it takes the server over as it runs. The order counts");
      out.println("for this very process: after a restart of the server, adopt it again.");
      return GOOD_END;
    } catch (SQLException | IOException e) {
      out.println(
          "Not ready, and safe to repeat: " + String.valueOf(e.getMessage()).replace('\n', ' '));
      return REFUSED;
    }
  }
}
