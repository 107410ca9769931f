package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a node in that waits. */
@Command(
    name = "add",
    description = {
      "Takes in the agent that waits at an address: started there with raft.join, and so far in no"
          + " cluster. It gets its vote when it has caught up.",
      "A node with a certificate of the cluster or with its join token needs no such command."
    })
final class MemberAddVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "What the node calls itself.")
  private String name = "";

  @Option(
      names = "--address",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Its raft.advertise_address.")
  private String address = "";

  @Option(names = "--observer", description = "Without a vote.")
  private boolean observer;

  MemberAddVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    var body = JsonNodeFactory.instance.objectNode().put("name", name).put("address", address);
    if (observer) {
      body.put("observer", true);
    }
    return with(api().operate("/members", body), this::done);
  }
}
