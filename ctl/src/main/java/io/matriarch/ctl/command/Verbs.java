package io.matriarch.ctl.command;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** Which word runs which command. */
final class Verbs {
  private static final Map<String, Function<Ctl, Verb>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("list", ListVerb::new);
    ALL.put("topology", TopologyVerb::new);
    ALL.put("status", StatusVerb::new);
    ALL.put("doctor", DoctorVerb::new);
    ALL.put("explain", ExplainVerb::new);
    ALL.put("history", HistoryVerb::new);
    ALL.put("loss-report", LossReportVerb::new);
    ALL.put("switchover", SwitchoverVerb::new);
    ALL.put("failover", FailoverVerb::new);
    ALL.put("promote-cluster", PromoteClusterVerb::new);
    ALL.put("demote-cluster", DemoteClusterVerb::new);
    ALL.put("restart", RestartVerb::new);
    ALL.put("reload", ReloadVerb::new);
    ALL.put("reinit", ReinitVerb::new);
    ALL.put("agent", AgentVerb::new);
    ALL.put("node", NodeVerb::new);
    ALL.put("flush", FlushVerb::new);
    ALL.put("member", MemberVerb::new);
    ALL.put("pause", PauseVerb::new);
    ALL.put("resume", ResumeVerb::new);
    ALL.put("show-config", ShowConfigVerb::new);
    ALL.put("edit-config", EditConfigVerb::new);
    ALL.put("wait", WaitVerb::new);
    ALL.put("dsn", DsnVerb::new);
    ALL.put("haproxy-config", HaproxyConfigVerb::new);
    ALL.put("query", QueryVerb::new);
    ALL.put("version", VersionVerb::new);
    ALL.put("init", InitVerb::new);
    ALL.put("pki", PkiVerb::new);
    ALL.put("support-bundle", SupportBundleVerb::new);
    ALL.put("completion", CompletionVerb::new);
    ALL.put("man", ManVerb::new);
  }

  private Verbs() {}

  /**
   * Adds the commands whose words stand in the arguments, or all where none does: reading the
   * annotations of all these classes to run one is a good part of the time that {@code list} takes.
   */
  static void addTo(CommandLine line, Ctl root, String... arguments) {
    var words = Arrays.asList(arguments);
    var named = ALL.keySet().stream().filter(words::contains).toList();
    // Before a command's word, --help asks for the list of all.
    var all = named.isEmpty() || words.getFirst().matches("-h|--help");
    for (var entry : ALL.entrySet()) {
      if (all || named.contains(entry.getKey())) {
        add(line, entry.getKey(), entry.getValue().apply(root));
      }
    }
  }

  /** The whole program, for what describes it. */
  static CommandLine all(Ctl root) {
    var line = new CommandLine(root);
    ALL.forEach((word, verb) -> add(line, word, verb.apply(root)));
    return line;
  }

  private static void add(CommandLine line, String word, Verb verb) {
    var command = new CommandLine(verb);
    verb.parts().forEach((part, run) -> add(command, part, run));
    line.addSubcommand(word, command);
  }
}
