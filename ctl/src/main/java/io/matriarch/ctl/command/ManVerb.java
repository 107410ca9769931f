package io.matriarch.ctl.command;

import io.matriarch.ctl.render.ManPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Manual pages, made from the same words as the help. */
@Command(
    name = "man",
    description = "Prints the manual page of the program: matriarchctl man | man -l -")
final class ManVerb extends Verb {
  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Writes the pages of the program and of each command there instead.")
  private @Nullable Path folder;

  @Option(
      names = "--help-to",
      paramLabel = "FOLDER",
      description =
          "Writes there, for each command, what its --help prints; bin/matriarchctl answers from"
              + " lib/help where that is there.")
  private @Nullable Path helpFolder;

  ManVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    var whole = Verbs.all(ctl);
    if (helpFolder != null) {
      return helpTo(whole, helpFolder);
    }
    if (folder == null) {
      return done(ManPage.of(whole));
    }
    try {
      Files.createDirectories(folder);
      return done("%d pages in %s".formatted(write(whole, "matriarchctl", folder), folder));
    } catch (IOException e) {
      return failed("cannot write to %s (%s)".formatted(folder, e.getMessage()));
    }
  }

  private int helpTo(CommandLine whole, Path into) {
    try {
      return done("%d texts in %s".formatted(HelpTexts.write(whole, into), into));
    } catch (IOException e) {
      return failed("cannot write to %s (%s)".formatted(into, e.getMessage()));
    }
  }

  /** The page of a command and those of the commands below it; gives how many. */
  private static int write(CommandLine line, String name, Path into) throws IOException {
    Files.writeString(into.resolve(name + ".1"), ManPage.of(line) + "\n");
    int pages = 1;
    for (var part : line.getSubcommands().entrySet()) {
      pages += write(part.getValue(), name + "-" + part.getKey(), into);
    }
    return pages;
  }
}
