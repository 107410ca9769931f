package io.matriarch.agent.script;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the first database of a cluster is made.
 *
 * @param method the command that makes it; null for initdb
 * @param keepsRecoveryConf the command says itself how recovery goes: nothing of it is changed
 * @param recovery parameters of the recovery after the command, such as {@code restore_command};
 *     empty where there is none
 * @param afterwards the command that is run on the new database, with its connection string as last
 *     argument; empty for none
 * @param users roles it begins with
 * @param extensions made in {@code template1} and {@code postgres}
 */
public record Bootstrap(
    @Nullable OwnCommand method,
    boolean keepsRecoveryConf,
    SortedMap<String, String> recovery,
    List<String> afterwards,
    List<DatabaseUser> users,
    List<String> extensions) {
  public static final Bootstrap INITDB =
      new Bootstrap(null, false, new TreeMap<>(), List.of(), List.of(), List.of());

  public Bootstrap {
    recovery = Collections.unmodifiableSortedMap(new TreeMap<>(recovery));
    afterwards = List.copyOf(afterwards);
    users = List.copyOf(users);
    extensions = List.copyOf(extensions);
  }

  /** True where a server has to run before the database is complete. */
  public boolean needsServer() {
    return method != null || !afterwards.isEmpty() || !users.isEmpty() || !extensions.isEmpty();
  }
}
