package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.cluster.ConfigAnswer;
import io.matriarch.ctl.render.Documents;
import io.matriarch.ctl.render.TextDiff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes the dynamic configuration. */
@Command(
    name = "edit-config",
    description = {
      "Changes the dynamic configuration: in an editor, or as the options say.",
      "What changes is shown and confirmed; a change by somebody else in between is not"
          + " overwritten."
    })
final class EditConfigVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = {"-q", "--quiet"},
      description = "Does not show what changes.")
  private boolean quiet;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Sets a key; dots nest, null removes. May be repeated.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = {"-p", "--pg"},
      paramLabel = "PARAMETER=VALUE",
      description = "Sets a PostgreSQL parameter; null removes. May be repeated.")
  private List<String> parameters = new ArrayList<>();

  @Option(
      names = "--apply",
      paramLabel = "FILE",
      description = "Merges a YAML file, where null removes; - for standard input.")
  private @Nullable String apply;

  @Option(
      names = "--replace",
      paramLabel = "FILE",
      description = "Replaces all by a YAML file; - for standard input.")
  private @Nullable String replace;

  @Option(
      names = "--rollback",
      paramLabel = "VERSION",
      description = "Brings a version back; `matriarchctl history --config` lists them.")
  private @Nullable Long rollback;

  @Mixin private final Consent consent = new Consent();

  EditConfigVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return name.value == null
        ? with(api().config(), this::edit)
        : withCluster(name.value, cluster -> with(api().config(), this::edit));
  }

  private int edit(ConfigAnswer config) {
    if (rollback == null) {
      return change(config);
    }
    if (apply != null || replace != null || !sets.isEmpty() || !parameters.isEmpty()) {
      throw new UsageException("expected --rollback without another change");
    }
    return with(api().configVersion(rollback), kept -> confirm(config, kept));
  }

  private int change(ConfigAnswer config) {
    JsonNode wanted;
    try {
      wanted = wanted(config.tree());
    } catch (IllegalArgumentException e) {
      return refused(e.getMessage() == null ? "the new text cannot be read" : e.getMessage());
    }
    return confirm(config, wanted);
  }

  private int confirm(ConfigAnswer config, JsonNode wanted) {
    var before = Documents.yaml(config.tree());
    var changes = TextDiff.lines(before, Documents.yaml(wanted), ctl.terminal());
    if (changes.isEmpty()) {
      return done("Not changed");
    }
    if (!quiet) {
      changes.forEach(this::print);
    }
    // Before anybody is asked: nobody should confirm what is refused then.
    return with(api().checkConfig(wanted), sound -> apply(config, wanted));
  }

  private int apply(ConfigAnswer config, JsonNode wanted) {
    if (!consent.given(ctl, "Apply these changes?")) {
      return refused(Consent.MISSING);
    }
    // The whole, and only over the version that was shown: what was confirmed is what is set.
    return with(
        api().changeConfig(wanted, true, config.version()),
        changed -> done("Configuration changed"));
  }

  private JsonNode wanted(JsonNode now) {
    var change = new ConfigChange(ctl);
    if (replace != null) {
      return change.file(replace);
    }
    if (sets.isEmpty() && parameters.isEmpty() && apply == null) {
      return change.inEditor(now);
    }
    var tree = now;
    if (apply != null) {
      tree = ConfigChange.merged(tree, change.file(apply));
    }
    for (var set : sets) {
      tree = ConfigChange.merged(tree, ConfigChange.patch("", set));
    }
    for (var parameter : parameters) {
      tree = ConfigChange.merged(tree, ConfigChange.patch("postgresql.parameters.", parameter));
    }
    return tree;
  }
}
