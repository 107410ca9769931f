package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ConfigAnswer;
import io.matriarch.ctl.render.Documents;
import io.matriarch.ctl.render.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The dynamic configuration. */
@Command(name = "show-config", description = "Prints the dynamic configuration as it was set.")
final class ShowConfigVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "YAML",
      description = "yaml or json (default: yaml).")
  private Format format = Format.YAML;

  ShowConfigVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return name.value == null
        ? with(api().config(), this::show)
        : withCluster(name.value, cluster -> with(api().config(), this::show));
  }

  private int show(ConfigAnswer config) {
    return done(
        format == Format.JSON ? Documents.json(config.tree()) : Documents.yaml(config.tree()));
  }
}
