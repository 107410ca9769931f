package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Assume;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Skips where there can be no lab; shares one cluster and one report among all scenarios of a run;
 * keeps the logs of a scenario that failed in {@code target/lab-logs}.
 */
final class LabExtension
    implements BeforeAllCallback, ParameterResolver, AfterTestExecutionCallback {
  private static final Namespace OURS = Namespace.create(LabExtension.class);
  private static final Path LOGS = Path.of("target", "lab-logs");

  @Override
  public void beforeAll(ExtensionContext context) {
    Assume.assumeHosts();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LabRun.class;
  }

  @Override
  public LabRun resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return new LabRun(cluster(context), report(context));
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    context
        .getExecutionException()
        .ifPresent(
            failure -> {
              cluster(context).present().ifPresent(present -> keepLogs(present, context));
              // A scenario that went to its end left what the next one's repair can mend.
              if (!(failure instanceof RequirementMissed)) {
                cluster(context).discard();
              }
            });
  }

  private static void keepLogs(Cluster cluster, ExtensionContext context) {
    Path kept =
        LOGS.resolve(
            context.getRequiredTestClass().getSimpleName()
                + "."
                + context.getRequiredTestMethod().getName());
    Shell.run("mkdir", "-p", kept.toString());
    for (Node node : cluster.nodes()) {
      String target = kept.resolve(node.name() + "-agent.log").toString();
      Shell.run("cp", node.log().toString(), target);
    }
    System.out.println("LAB logs are kept in " + kept.toAbsolutePath());
  }

  private static SharedCluster cluster(ExtensionContext context) {
    var store = context.getRoot().getStore(OURS);
    return store.getOrComputeIfAbsent("cluster", key -> new SharedCluster(), SharedCluster.class);
  }

  private static Report report(ExtensionContext context) {
    var store = context.getRoot().getStore(OURS);
    return store.getOrComputeIfAbsent("report", key -> new Report(), Report.class);
  }
}
