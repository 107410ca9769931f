package io.matriarch.ctl.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has the cluster go on without a member. */
@Command(
    name = "remove",
    description = {
      "Has the cluster go on without a member; the primary can not be removed.",
      "Its PostgreSQL is stopped. It comes back only as a new node: with raft.data_dir emptied."
    })
final class MemberRemoveVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "The member.")
  private String name = "";

  @Option(
      names = "--keep-running",
      description = "Leaves its PostgreSQL running, a standby that nobody looks after.")
  private boolean keepRunning;

  @Mixin private final Consent consent = new Consent();

  MemberRemoveVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new UsageException("expected the name of a member, found " + name);
    }
    if (!consent.given(ctl, "Remove %s from the cluster?".formatted(name))) {
      return refused(Consent.MISSING);
    }
    return with(
        api().cancel("/members/" + name + (keepRunning ? "?keep_running=true" : "")), this::done);
  }
}
