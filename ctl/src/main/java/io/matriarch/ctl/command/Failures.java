package io.matriarch.ctl.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one line that a failure is worth. */
final class Failures {
  private Failures() {}

  static int usage(ParameterException failure, String[] arguments) {
    var command = failure.getCommandLine();
    command.getErr().println("wrong usage: " + oneLine(failure.getMessage()));
    command.getErr().printf("see `%s --help`%n", command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  static int unexpected(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof UsageException) {
      command.getErr().println("wrong usage: " + oneLine(failure.getMessage()));
      return ExitCode.USAGE;
    }
    var words = failure.getMessage() == null ? "" : ": " + oneLine(failure.getMessage());
    command
        .getErr()
        .printf(
            "failed: %s%s; look with `matriarchctl status` before you retry%n",
            failure.getClass().getSimpleName(), words);
    return ExitCode.FAILED;
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "" : message.replaceAll("\\s+", " ").strip();
  }
}
