package io.matriarch.net.api;

/**
 * A request that another member must carry out.
 *
 * @param method HTTP method
 * @param path without a query
 * @param body all of it; not to be changed
 * @param by who asked first and where, for the audit log and the history of that member
 */
public record ForwardedRequest(String method, String path, byte[] body, String by) {}
