package io.matriarch.statemachine.model;

/**
 * What a former primary had written and its successor never had: found, and kept aside, before a
 * rewind destroyed it.
 *
 * @param epoch the epoch in which the loss was found; one account for each epoch and member
 * @param member the former primary
 * @param from where its history left that of the cluster
 * @param to where its own WAL ended
 * @param bytes of WAL between the two
 * @param transactions how many commits are in it; -1 where that could not be read
 * @param summary for people: relations touched, by kind of record
 * @param keptIn the directory on that member that holds the WAL segments; empty where they were not
 *     kept
 */
public record Loss(
    Epoch epoch,
    MemberId member,
    WalPosition from,
    Lsn to,
    long bytes,
    int transactions,
    String summary,
    String keptIn) {}
