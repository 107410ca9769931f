package io.matriarch.ctl.render;

/** How a command writes its answer. */
public enum Format {
  PRETTY,
  JSON,
  YAML,
  YML,
  TSV
}
