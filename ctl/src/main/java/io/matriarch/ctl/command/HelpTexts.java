package io.matriarch.ctl.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * What {@code --help} prints, as files: {@code matriarchctl.txt}, {@code
 * matriarchctl-member-add.txt} and so on, with the colours of a terminal in {@code .ansi} beside
 * each; and {@code version.txt}.
 *
 * <p>The start script answers from them. A JVM needs longer to begin than anybody wants to wait for
 * a list of words.
 */
final class HelpTexts {
  private HelpTexts() {}

  /** Gives how many commands there are. */
  static int write(CommandLine whole, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("version.txt"), Version.line() + "\n");
    return write(whole, whole.getCommandName(), folder);
  }

  private static int write(CommandLine line, String name, Path folder) throws IOException {
    Files.writeString(folder.resolve(name + ".txt"), line.getUsageMessage(Ansi.OFF));
    Files.writeString(folder.resolve(name + ".ansi"), line.getUsageMessage(Ansi.ON));
    int written = 1;
    for (var part : line.getSubcommands().entrySet()) {
      written += write(part.getValue(), name + "-" + part.getKey(), folder);
    }
    return written;
  }
}
