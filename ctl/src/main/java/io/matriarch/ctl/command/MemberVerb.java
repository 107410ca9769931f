package io.matriarch.ctl.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** Who is a member. */
@Command(
    name = "member",
    description = {
      "Lists and changes who is a member of the cluster, one change at a time.",
      "What would leave no majority is refused, and nothing is changed then."
    },
    synopsisSubcommandLabel = "list|add|remove|replace|promote")
final class MemberVerb extends Verb {
  MemberVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  Map<String, Verb> parts() {
    var parts = new LinkedHashMap<String, Verb>();
    parts.put("list", new MemberListVerb(ctl));
    parts.put("add", new MemberAddVerb(ctl));
    parts.put("remove", new MemberRemoveVerb(ctl));
    parts.put("replace", new MemberReplaceVerb(ctl));
    parts.put("promote", new MemberPromoteVerb(ctl));
    return parts;
  }

  @Override
  public Integer call() {
    throw new UsageException("expected member list, add, remove, replace or promote");
  }
}
