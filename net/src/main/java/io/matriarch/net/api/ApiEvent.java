package io.matriarch.net.api;

/**
 * Something that became true in the cluster, as {@code GET /events} tells it.
 *
 * @param name what kind: {@code role}, {@code lease}, {@code membership}, {@code configuration},
 *     {@code operation}, {@code schedule}, {@code sync} or {@code loss}
 * @param data a JSON object in one line
 */
public record ApiEvent(String name, String data) {}
