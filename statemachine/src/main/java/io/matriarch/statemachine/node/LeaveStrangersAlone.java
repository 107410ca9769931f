package io.matriarch.statemachine.node;

import java.util.Optional;

/** Touches no data directory that is not this cluster's. */
final class LeaveStrangersAlone implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    return switch (seen.database().data()) {
      case DataDirectory.Unusable u -> NodeRule.waitFor("%s", u.trouble());
      case DataDirectory.Usable u
          when seen.state().initialized()
              && !u.systemIdentifier().equals(seen.state().systemIdentifier()) ->
          NodeRule.waitFor(
              "the data directory belongs to another cluster: its system identifier is %s, this"
                  + " cluster's is %s; empty it or correct data_dir",
              u.systemIdentifier(), String.valueOf(seen.state().systemIdentifier()));
      case DataDirectory.Usable u -> Optional.empty();
      case DataDirectory.Empty e -> Optional.empty();
      case DataDirectory.Unfinished u -> Optional.empty();
    };
  }

  @Override
  public boolean needsOperator() {
    return true;
  }
}
