package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.PermanentSlot;
import io.matriarch.statemachine.model.SlotConfig;
import io.matriarch.statemachine.model.SyncMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes every configuration file of this node. Base backups and pg_rewind bring those of another
 * node, so all of them are written before each start.
 */
public final class ConfigFiles {
  private volatile PostgresSettings settings;
  private final DataFiles files;
  private volatile SortedMap<String, String> slots = new TreeMap<>();

  /** The server's own files lead to {@code matriarch.conf}, and say nothing against it. */
  private volatile boolean ours;

  public ConfigFiles(PostgresSettings settings) {
    this.settings = settings;
    this.files = new DataFiles(settings.paths().data());
  }

  /** Other parameters and access rules, from the next file on that is written. */
  public void take(PostgresSettings changed) {
    settings = changed;
  }

  /**
   * The slot to stream through from each {@code host:port}, empty for none; of a server that is not
   * in it nothing is known.
   */
  public void through(SortedMap<String, String> known) {
    slots = known;
  }

  /** Of a server that says nothing for a while, what was true before. */
  private String slot(ClusterConfig config, String upstream) throws IOException {
    var remote = config.standbyCluster().filter(r -> r.addresses().contains(upstream));
    if (remote.isPresent()) {
      return remote.get().slot();
    }
    var known = slots.get(upstream);
    if (known != null) {
      return known;
    }
    var before = written();
    return before.upstream().equals(upstream) ? before.slot() : "";
  }

  /** What counts now. */
  public PostgresSettings settings() {
    return settings;
  }

  /** This node's own parameters. */
  public SortedMap<String, String> parameters() {
    return settings.parameters();
  }

  /** libpq's password file for this node's tools and WAL receiver. */
  public Path passFile() {
    return settings.paths().run().toAbsolutePath().resolve("pgpass");
  }

  /** Makes the run directory and the password file. */
  public void writePassFile() throws IOException {
    makePrivate(settings.paths().run());
    TextFile.write(passFile(), PassFile.text(settings.logins()));
  }

  /** Everything a start as a primary, or no start, needs. */
  public void writeAll(ClusterConfig config, String upstream) throws IOException {
    writeAll(config, upstream, written().rule());
  }

  /**
   * Everything a start as a standby needs.
   *
   * @param least what its parameters must be at least, for recovery to begin: what the primary had
   *     when it wrote the WAL that is replayed first
   * @return true where that is more than was asked for
   */
  public boolean writeStandby(ClusterConfig config, String upstream, SortedMap<String, Long> least)
      throws IOException {
    writeAll(config, upstream, standbyRule(config), least);
    var asked = ServerParameters.of(settings, config, "", "", "", false);
    return !RecoveryFloor.raise(asked, least).equals(asked);
  }

  private void writeAll(ClusterConfig config, String upstream, String rule) throws IOException {
    writeAll(config, upstream, rule, new TreeMap<>());
  }

  private void writeAll(
      ClusterConfig config, String upstream, String rule, SortedMap<String, Long> least)
      throws IOException {
    writePassFile();
    writeAccess(config);
    ours = false;
    write(config, upstream, rule, false, least);
  }

  /**
   * Only {@code matriarch.conf}; a running server reads it at its next SIGHUP.
   *
   * @param upstream {@code host:port}; empty for none
   * @param promoting so that replay does not wait for readers
   */
  public void writeOwn(ClusterConfig config, String upstream, boolean promoting)
      throws IOException {
    // Whom commits wait for is changed on its own: in step with what the cluster has on record.
    write(config, upstream, written().rule(), promoting);
  }

  /** A server that was not started by us does not read our file yet. */
  private void takeOver() throws IOException {
    if (!ours) {
      includeOwn();
      forgetForeignSource();
      ours = true;
    }
  }

  /** The same for a running standby. */
  public void writeOwnStandby(ClusterConfig config, String upstream) throws IOException {
    write(config, upstream, standbyRule(config), false);
  }

  private static String standbyRule(ClusterConfig config) {
    return (config.synchronousMode() == SyncMode.OFF ? CommitRule.NONE : CommitRule.BLOCKED).text();
  }

  /** The same with another rule for whom commits wait. */
  public void writeRule(ClusterConfig config, CommitRule rule) throws IOException {
    write(config, written().upstream(), rule.text(), false);
  }

  private void write(ClusterConfig config, String upstream, String rule, boolean promoting)
      throws IOException {
    write(config, upstream, rule, promoting, new TreeMap<>());
  }

  private void write(
      ClusterConfig config,
      String upstream,
      String rule,
      boolean promoting,
      SortedMap<String, Long> least)
      throws IOException {
    takeOver();
    var synced = syncsSlots(config);
    var conninfo = upstream.isEmpty() ? "" : Conninfo.text(replicationSource(upstream, synced));
    var slot = upstream.isEmpty() ? "" : slot(config, upstream);
    var text = new StringBuilder(new WrittenConfig(config.version(), upstream, rule, slot).head());
    var parameters = ServerParameters.of(settings, config, conninfo, slot, rule, promoting);
    parameters.putAll(RecoveryOfStandbyCluster.parameters(settings, config, upstream));
    if (synced) {
      parameters.putAll(ServerParameters.SYNCED_SLOTS);
    }
    RecoveryFloor.raise(parameters, least)
        .forEach(
            (name, value) ->
                text.append(Quoting.parameterName(name))
                    .append(" = ")
                    .append(Quoting.configValue(value))
                    .append('\n'));
    TextFile.write(files.ownConfig(), text.toString());
  }

  /** The commit rule in the file. One that cannot be read is none of ours, and says why instead. */
  public String ruleOrWhyNone() {
    try {
      return written().rule();
    } catch (IOException e) {
      return "unreadable: " + e.getMessage();
    }
  }

  /**
   * What the present {@code matriarch.conf} says; nothing known where there is none.
   *
   * @throws IOException where it is there and cannot be read: what it says must not be forgotten
   */
  public WrittenConfig written() throws IOException {
    try {
      return WrittenConfig.parse(TextFile.read(files.ownConfig()));
    } catch (NoSuchFileException e) {
      return WrittenConfig.NONE;
    }
  }

  private Map<String, String> replicationSource(String upstream, boolean slotsToo) {
    var source =
        Conninfo.to(
            HostPort.parse(upstream),
            settings.logins().replication(),
            passFile(),
            settings.name().value());
    if (slotsToo) {
      source.put("dbname", "postgres"); // where the slots are asked for
    }
    return source;
  }

  /** From version 17 on a standby itself keeps copies of its primary's logical slots. */
  private boolean syncsSlots(ClusterConfig config) throws IOException {
    var slots = SlotConfig.of(config);
    return slots.used()
        && config.standbyCluster().isEmpty()
        && slots.permanent().stream().anyMatch(PermanentSlot::logical)
        && Files.exists(files.version())
        && Integer.parseInt(TextFile.read(files.version()).strip()) >= 17;
  }

  /** Who may connect; a running server reads it at its next SIGHUP. */
  public void writeAccess(ClusterConfig config) throws IOException {
    var hba = files.hba();
    if (Files.exists(hba) && !latin(hba).startsWith(HbaText.HEADER)) {
      KeptFile.keep(hba);
    }
    TextFile.write(hba, HbaText.of(settings, config.pgHba()));
  }

  private void includeOwn() throws IOException {
    var main = files.mainConfig();
    var before = Files.exists(main) ? latin(main) : "";
    var after = MainConfig.withInclude(before);
    if (!after.equals(before)) {
      TextFile.write(main, after.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void forgetForeignSource() throws IOException {
    var auto = files.autoConfig();
    if (Files.exists(auto)) {
      var before = latin(auto);
      var after = MainConfig.withoutSource(before, files.stage().toString());
      if (!after.equals(before)) {
        TextFile.write(auto, after.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  /** Every byte as one character: a file in any encoding survives being read and written. */
  private static String latin(Path path) throws IOException {
    return Files.readString(path, StandardCharsets.ISO_8859_1);
  }

  private static void makePrivate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }
}
