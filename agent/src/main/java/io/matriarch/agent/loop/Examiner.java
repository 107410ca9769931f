package io.matriarch.agent.loop;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.Examination;
import java.util.concurrent.CompletionStage;

/** Looks at this node from all sides when an operator asks. */
@FunctionalInterface
public interface Examiner {
  /** Never blocks; completes always and normally, within some seconds. */
  CompletionStage<Examination> examine(ClusterView cluster);
}
