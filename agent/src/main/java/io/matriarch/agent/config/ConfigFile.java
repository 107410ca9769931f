package io.matriarch.agent.config;

import io.matriarch.agent.guard.WatchdogMode;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.event.Level;

/** Reads the node's configuration file. */
public final class ConfigFile {
  private static final List<String> SECTIONS =
      List.of("restapi", "ctl", "raft", "postgresql", "bootstrap", "watchdog", "tags", "log");
  private static final List<String> KNOWN_TAGS =
      List.of(
          "nofailover",
          "failover_priority",
          "noloadbalance",
          "nosync",
          "sync_priority",
          "clonefrom");
  static final HostPort NOWHERE = new HostPort("invalid", 1);
  private static final MemberId NOBODY = new MemberId("invalid");

  private final Reading reading;

  private ConfigFile(Reading reading) {
    this.reading = reading;
  }

  /**
   * Reads {@code file} and the password files it names.
   *
   * @param environment variables of the process; {@code MATRIARCH_<SECTION>_<KEY>} overrides
   */
  public static ParsedConfig read(Path file, Map<String, String> environment) {
    try {
      return parse(Files.readString(file), file.toString(), environment);
    } catch (NoSuchFileException e) {
      return unreadable(file, "no file");
    } catch (CharacterCodingException e) {
      return unreadable(file, "bytes that are no UTF-8");
    } catch (IOException e) {
      return unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  /** The same from text; {@code file} is shown in messages. */
  public static ParsedConfig parse(String text, String file, Map<String, String> environment) {
    var reading = new Reading(file, environment);
    var entries = new YamlReader(file, reading.problems()::add).read(text);
    if (entries.values().isEmpty() && !reading.problems().isEmpty()) {
      return new ParsedConfig.Invalid(reading.problems());
    }
    var config = new ConfigFile(reading).config(new Section(reading, entries, ""));
    reading.reportUnknownVariables(SECTIONS);
    return reading.problems().isEmpty()
        ? new ParsedConfig.Valid(config, file)
        : new ParsedConfig.Invalid(InFileOrder.of(reading.problems()));
  }

  private static ParsedConfig unreadable(Path file, String found) {
    var problem =
        new Problem(file.toString(), "(document)", found, "a readable YAML file in UTF-8");
    return new ParsedConfig.Invalid(List.of(problem));
  }

  private AgentConfig config(Section top) {
    var scope = top.required("scope", "the name of the cluster");
    var name =
        top.required(
            "name",
            "the name of this node: " + RaftSettings.NAME_SHAPE,
            RaftSettings::member,
            NOBODY);
    var restApi = RestApiSettings.read(reading, top.section("restapi"));
    ctl(top.section("ctl"));
    top.node("raft");
    var raft = RaftSettings.read(reading, top.section("raft"), name.equals(NOBODY) ? null : name);
    var postgresql =
        top.has("postgresql")
            ? new PostgresSettings(reading).read(top.section("postgresql"))
            : null;
    var kind = kind(top, raft, postgresql != null);
    var bootstrap = new BootstrapSettings(reading, postgresql).read(top.section("bootstrap"));
    var watchdog = watchdog(top.section("watchdog"));
    var tags = tags(top.section("tags"), name);
    var log = log(top.section("log"));
    var runDir = top.optional("run_dir", "an absolute path", Section::absolute, runDirOf(raft));
    top.finish();
    return new AgentConfig(
        scope, name, kind, restApi, raft, postgresql, bootstrap, watchdog, tags, log, runDir);
  }

  /** By default a node without the section {@code postgresql} is a witness. */
  private static MemberKind kind(Section top, RaftConfig raft, boolean withServer) {
    var kind =
        top.optional(
            "kind",
            "database, witness or observer",
            t -> constant(MemberKind.class, t),
            withServer ? MemberKind.DATABASE : MemberKind.WITNESS);
    if (kind == MemberKind.WITNESS && withServer) {
      top.problem("kind", "witness, and a section postgresql", "no such section: it holds no data");
    }
    if (kind != MemberKind.WITNESS && !withServer) {
      top.problem(
          "kind",
          kind.name().toLowerCase(Locale.ROOT) + ", and no section postgresql",
          "that section");
    }
    if (kind == MemberKind.OBSERVER && raft.join().isEmpty()) {
      top.problem("kind", "observer, and no raft.join", "raft.join: an observer forms no group");
    }
    return kind;
  }

  private static Path runDirOf(RaftConfig raft) {
    return raft.dataDir().resolveSibling("run");
  }

  /**
   * What {@code matriarchctl} reads of the same file; the agent only makes sure that it knows it.
   */
  private static void ctl(Section section) {
    section.section("authentication").nodes();
    for (var key : List.of("insecure", "cacert", "certfile", "keyfile", "keyfile_password")) {
      section.textOrNull(key);
    }
    section.finish();
  }

  private static WatchdogConfig watchdog(Section section) {
    var mode =
        section.optional(
            "mode",
            "off, automatic or required",
            t -> constant(WatchdogMode.class, t),
            WatchdogMode.OFF);
    var device =
        section.optional("device", "an absolute path", Section::absolute, Path.of("/dev/watchdog"));
    int margin = section.integer("safety_margin", 0, 300, 0);
    section.finish();
    return new WatchdogConfig(mode, device, Duration.ofSeconds(margin));
  }

  private static Tags tags(Section section, MemberId self) {
    var custom = new TreeMap<String, String>();
    section
        .nodes()
        .forEach(
            (key, node) -> {
              if (!KNOWN_TAGS.contains(key)) {
                var text = section.textOrNull(key);
                custom.put(key, text == null ? "" : flagOrText(key, text));
              }
            });
    section.optional(
        "replicatefrom",
        "the name of another member",
        t -> RaftSettings.member(t).filter(other -> !other.equals(self)),
        NOBODY);
    section.flag("nostream", false);
    return new Tags(
        section.flag("nofailover", false),
        section.integer("failover_priority", 0, Integer.MAX_VALUE, 1),
        section.flag("noloadbalance", false),
        section.flag("nosync", false),
        section.integer("sync_priority", 0, Integer.MAX_VALUE, 1),
        section.flag("clonefrom", false),
        custom);
  }

  /** However it is spelt, readers look for one word. */
  private static String flagOrText(String key, String text) {
    return key.equals("nostream")
        ? Section.parseFlag(text).map(String::valueOf).orElse(text)
        : text;
  }

  private static LogConfig log(Section section) {
    var level =
        section.optional(
            "level",
            "TRACE, DEBUG, INFO, WARN or ERROR",
            t -> constant(Level.class, t),
            Level.INFO);
    var format =
        section.optional(
            "format",
            "plain or json",
            t -> constant(LogConfig.Format.class, t),
            LogConfig.Format.PLAIN);
    section.finish();
    return new LogConfig(level, format);
  }

  private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String text) {
    try {
      return Optional.of(Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
