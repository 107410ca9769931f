package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configuration of a server over a database that is not complete yet. It lies beside the
 * database, which may have come without one, or with one that was made for another host.
 */
public final class TemporaryConfig {
  private TemporaryConfig() {}

  /**
   * Writes it; no address, a socket in the agent's private directory.
   *
   * @param data the database
   * @param own its own {@code postgresql.conf} counts, below this
   * @param more parameters of the recovery
   * @return the file
   */
  public static Path write(
      PostgresSettings settings, Path data, boolean own, SortedMap<String, String> more)
      throws IOException {
    var run = settings.paths().run().toAbsolutePath();
    var access = run.resolve("bootstrap.hba");
    TextFile.write(access, "local all all trust\n");
    var all = new TreeMap<>(settings.parameters());
    all.putAll(more);
    all.put("listen_addresses", "");
    all.put("unix_socket_directories", run.toString());
    all.put("port", Integer.toString(settings.port()));
    all.put("hba_file", access.toString());
    // It is ready when its recovery has ended, and needs no room for what its source could do.
    all.put("hot_standby", "off");
    // What is archived now belongs to nobody yet.
    all.put("archive_mode", "off");
    all.put("primary_conninfo", "");
    all.put("primary_slot_name", "");
    all.put("synchronous_standby_names", "");
    var text = new StringBuilder();
    if (own) {
      text.append("include_if_exists ")
          .append(Quoting.configValue(data.resolve("postgresql.conf").toString()))
          .append('\n');
    }
    all.forEach(
        (name, value) ->
            text.append(Quoting.parameterName(name))
                .append(" = ")
                .append(Quoting.configValue(value))
                .append('\n'));
    var file = run.resolve("bootstrap.conf");
    TextFile.write(file, text.toString());
    return file;
  }
}
