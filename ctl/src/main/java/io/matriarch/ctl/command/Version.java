package io.matriarch.ctl.command;

import picocli.CommandLine.IVersionProvider;

/** Of this program. */
final class Version implements IVersionProvider {
  static String own() {
    var own = Version.class.getPackage().getImplementationVersion();
    return own == null ? "unreleased" : own;
  }

  static String line() {
    return "matriarchctl version " + own();
  }

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }
}
