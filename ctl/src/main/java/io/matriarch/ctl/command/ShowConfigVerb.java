package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ConfigAnswer;
import io.matriarch.ctl.render.Documents;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The dynamic configuration. */
@Command(name = "show-config", description = "Prints the dynamic configuration as it was set.")
final class ShowConfigVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Mixin private final Output output = new Output();

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
        switch (output.format) {
          case JSON -> Documents.json(config.tree());
          case TSV -> Documents.tsv(config.tree());
          case PRETTY, YAML, YML -> Documents.yaml(config.tree());
        });
  }
}
