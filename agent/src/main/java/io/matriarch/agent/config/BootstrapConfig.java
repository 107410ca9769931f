package io.matriarch.agent.config;

import io.matriarch.agent.script.Bootstrap;
import io.matriarch.statemachine.model.ConfigValue;
import java.util.List;

/**
 * How the cluster is made; looked at by the first node of a new cluster alone.
 *
 * @param dcs the first dynamic configuration
 * @param initdbArguments arguments of initdb, such as {@code --encoding=UTF8}
 * @param plan what else is done to make the first database
 */
public record BootstrapConfig(ConfigValue.Tree dcs, List<String> initdbArguments, Bootstrap plan) {
  public BootstrapConfig {
    initdbArguments = List.copyOf(initdbArguments);
  }
}
