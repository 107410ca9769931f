package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The dynamic configuration.
 *
 * @param tree what was set, without defaults
 * @param version guards against lost updates; null where the agent gave none
 */
public record ConfigAnswer(JsonNode tree, @Nullable String version) {}
