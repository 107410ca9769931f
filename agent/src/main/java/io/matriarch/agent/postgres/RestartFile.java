package io.matriarch.agent.postgres;

import io.matriarch.agent.loop.RestartNote;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ScheduledRestart;
import io.matriarch.statemachine.model.ServerRole;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The scheduled restart in a file of the agent's state directory. */
public final class RestartFile implements RestartNote {
  private static final String AT = "at_epoch_ms";
  private static final String ROLE = "role";
  private static final String BELOW_VERSION = "below_version";
  private static final String PENDING_ONLY = "pending_only";
  private static final String TIMEOUT = "timeout_ms";
  private static final String BY = "by";

  private final Path file;

  /**
   * @param state a directory that survives a reboot
   */
  public RestartFile(Path state) {
    this.file = state.resolve("postgresql.restart");
  }

  @Override
  public Optional<ScheduledRestart> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var lines = new Properties();
    try {
      lines.load(new StringReader(TextFile.read(file)));
      var role = lines.getProperty(ROLE, "");
      return Optional.of(
          new ScheduledRestart(
              Long.parseLong(lines.getProperty(AT, "")),
              new RestartTerms(
                  role.isEmpty() ? null : ServerRole.valueOf(role),
                  Integer.parseInt(lines.getProperty(BELOW_VERSION, "")),
                  Boolean.parseBoolean(lines.getProperty(PENDING_ONLY, "")),
                  Long.parseLong(lines.getProperty(TIMEOUT, ""))),
              lines.getProperty(BY, "")));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "expected a scheduled restart in %s, found something else; schedule it again"
              .formatted(file),
          e);
    }
  }

  @Override
  public void write(@Nullable ScheduledRestart restart) throws IOException {
    if (restart == null) {
      TextFile.delete(file);
      return;
    }
    var terms = restart.terms();
    var lines = new Properties();
    lines.setProperty(AT, Long.toString(restart.atEpochMillis()));
    lines.setProperty(ROLE, Objects.toString(terms.role(), ""));
    lines.setProperty(BELOW_VERSION, Integer.toString(terms.belowVersion()));
    lines.setProperty(PENDING_ONLY, Boolean.toString(terms.pendingOnly()));
    lines.setProperty(TIMEOUT, Long.toString(terms.timeoutMillis()));
    lines.setProperty(BY, restart.by());
    var text = new StringWriter();
    lines.store(text, null);
    Files.createDirectories(file.toAbsolutePath().getParent());
    TextFile.write(file, text.toString());
  }
}
