package io.matriarch.net.api;

import io.matriarch.statemachine.model.RestartTerms;
import org.jspecify.annotations.Nullable;

/**
 * A restart of the server of the node that is asked.
 *
 * @param terms what must hold for it
 * @param atEpochMillis when; null for now
 * @param by who asks
 */
public record RestartRequest(RestartTerms terms, @Nullable Long atEpochMillis, String by) {}
