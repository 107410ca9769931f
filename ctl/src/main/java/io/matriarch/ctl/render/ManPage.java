package io.matriarch.ctl.render;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** A manual page in the macros of man(7). */
public final class ManPage {
  private ManPage() {}

  /** Without a newline at the end. */
  public static String of(CommandLine line) {
    var spec = line.getCommandSpec();
    var name = spec.qualifiedName("-");
    var text = new StringBuilder();
    text.append(".TH ").append(name.toUpperCase(java.util.Locale.ROOT)).append(" 1\n");
    section(text, "NAME", escaped(name) + " \\- " + escaped(first(spec)));
    section(text, "SYNOPSIS", "\\fB" + escaped(spec.qualifiedName(" ")) + "\\fR " + synopsis(spec));
    section(text, "DESCRIPTION", paragraphs(spec.usageMessage().description()));
    arguments(text, "ARGUMENTS", spec.positionalParameters());
    arguments(text, "OPTIONS", spec.options().stream().filter(o -> !o.hidden()).toList());
    if (!line.getSubcommands().isEmpty()) {
      text.append(".SH COMMANDS\n");
      line.getSubcommands()
          .forEach(
              (word, verb) ->
                  item(text, "\\fB" + escaped(word) + "\\fR", first(verb.getCommandSpec())));
      text.append(".SH EXIT STATUS\n");
      spec.usageMessage().exitCodeList().forEach((code, meaning) -> item(text, code, meaning));
    }
    return text.toString().stripTrailing();
  }

  private static void section(StringBuilder text, String title, String body) {
    text.append(".SH ").append(title).append('\n').append(body).append('\n');
  }

  private static void arguments(
      StringBuilder text, String title, List<? extends ArgSpec> arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    text.append(".SH ").append(title).append('\n');
    for (var argument : arguments) {
      item(text, label(argument), String.join(" ", resolved(argument)));
    }
  }

  private static String label(ArgSpec argument) {
    if (argument instanceof CommandLine.Model.OptionSpec option) {
      var names =
          Arrays.stream(option.names())
              .map(n -> "\\fB" + escaped(n) + "\\fR")
              .collect(Collectors.joining(", "));
      var takes = option.arity().max() > 0 && !isFlag(option);
      return takes ? names + " \\fI" + escaped(option.paramLabel()) + "\\fR" : names;
    }
    return "\\fI" + escaped(argument.paramLabel()) + "\\fR";
  }

  private static boolean isFlag(ArgSpec argument) {
    return argument.type() == boolean.class || argument.type() == Boolean.class;
  }

  private static List<String> resolved(ArgSpec argument) {
    var fallback = argument.defaultValue() == null ? "" : argument.defaultValue();
    return Arrays.stream(argument.description())
        .map(line -> line.replace("${DEFAULT-VALUE}", fallback))
        .toList();
  }

  private static void item(StringBuilder text, String label, String meaning) {
    text.append(".TP\n").append(label).append('\n').append(escaped(meaning)).append('\n');
  }

  private static String synopsis(CommandSpec spec) {
    var parts = new StringBuilder("[\\fIOPTIONS\\fR]");
    spec.positionalParameters()
        .forEach(p -> parts.append(" [\\fI").append(escaped(p.paramLabel())).append("\\fR]"));
    return spec.subcommands().isEmpty() ? parts.toString() : parts + " \\fICOMMAND\\fR";
  }

  private static String paragraphs(String[] lines) {
    return Arrays.stream(lines).map(ManPage::escaped).collect(Collectors.joining("\n.PP\n"));
  }

  private static String first(CommandSpec spec) {
    var description = spec.usageMessage().description();
    return description.length == 0 ? "" : description[0].replaceFirst("\\.$", "");
  }

  /** A dash of an option must not become a hyphen, nor a line that begins with a dot a macro. */
  private static String escaped(String text) {
    var plain = text.replace("\\", "\\e").replace("-", "\\-").replace("%n", " ");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
