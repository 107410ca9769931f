package io.matriarch.ctl.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** What a shell completes. */
@Command(
    name = "completion",
    description = "Prints a script for bash and zsh: source <(matriarchctl completion)")
final class CompletionVerb extends Verb {
  CompletionVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return done(AutoComplete.bash("matriarchctl", Verbs.all(ctl)));
  }
}
