package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.matriarch.ctl.render.Cell;
import io.matriarch.ctl.render.Column;
import io.matriarch.ctl.render.Listing;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The Raft group as one of its members knows it. */
@Command(name = "list", description = "Lists the members with their votes and Raft addresses.")
final class MemberListVerb extends Verb {
  private static final List<Column> COLUMNS =
      List.of(
          Column.left("Member"),
          Column.left("Kind"),
          Column.left("Vote"),
          Column.left("Raft Address"),
          Column.left("Raft"),
          Column.right("Commit Index"),
          Column.left("Raft Id"));

  @Mixin private final Output output = new Output();

  MemberListVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return with(api().get("/members"), this::show);
  }

  private int show(JsonNode group) {
    var members = group.path("members");
    if (members.isEmpty()) {
      return failed(
          "the agent that answers takes no part in a group: see its log, or ask another with"
              + " --url");
    }
    var rows = new ArrayList<List<Cell>>();
    members.forEach(member -> rows.add(row(member)));
    return done(
        new Listing(group.path("scope").asText(), COLUMNS, rows)
            .render(output.format, ctl.terminal()));
  }

  private static List<Cell> row(JsonNode member) {
    return List.of(
        Cell.json(member.path("name")),
        Cell.json(member.path("kind")),
        Cell.json(TextNode.valueOf(member.path("role").asText().equals("voter") ? "yes" : "no")),
        Cell.json(member.path("raft_address")),
        Cell.json(TextNode.valueOf(member.path("leader").asBoolean() ? "leader" : "follower")),
        Cell.json(member.path("commit_index")),
        Cell.json(member.path("raft_id")));
  }
}
