package io.matriarch.raft;

import java.nio.file.Path;

/**
 * Mutual TLS between the members, as PEM files.
 *
 * @param certFile this member's certificate, then its chain; its names must include the host of the
 *     advertised address
 * @param keyFile its key in PKCS#8 form
 * @param caFile the certificates that sign members; nobody else may speak to the group
 */
public record RaftTls(Path certFile, Path keyFile, Path caFile) {}
