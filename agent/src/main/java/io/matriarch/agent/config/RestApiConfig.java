package io.matriarch.agent.config;

/**
 * Addresses of the REST API.
 *
 * @param listen bound
 * @param connectAddress how others reach it; {@code listen} unless set
 */
public record RestApiConfig(HostPort listen, HostPort connectAddress) {}
