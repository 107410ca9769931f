package io.matriarch.ctl.command;

import io.matriarch.ctl.render.Format;
import picocli.CommandLine.Option;

/** How to write the answer. */
final class Output {
  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "PRETTY",
      description = "pretty, json, yaml or tsv (default: pretty).")
  Format format = Format.PRETTY;
}
