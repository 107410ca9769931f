package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.ConfigValue.Tree;

/**
 * One version of the dynamic configuration, kept so that it can be compared and brought back.
 *
 * @param version as in {@link ClusterConfig}
 * @param tree what it was
 * @param by who made it, for people
 * @param atEpochMillis time of day where it was asked for, for people; 0 where unknown
 */
public record ConfigVersion(long version, Tree tree, String by, long atEpochMillis) {}
