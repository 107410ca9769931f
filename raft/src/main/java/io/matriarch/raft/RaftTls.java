package io.matriarch.raft;

import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * Mutual TLS between the members. Both are asked at each handshake, so that they may follow files
 * that are renewed; what was agreed on before goes on until its connection ends.
 *
 * @param keys what this member shows: a certificate whose names include the host of the advertised
 *     address
 * @param trust who may be on the other side; nobody else may speak to the group
 */
public record RaftTls(KeyManager keys, TrustManager trust) {}
