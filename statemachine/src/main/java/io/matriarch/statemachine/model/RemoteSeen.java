package io.matriarch.statemachine.model;

import org.jspecify.annotations.Nullable;

/**
 * What a server of the cluster that a standby cluster follows said of itself.
 *
 * @param address where it listens, {@code host:port}
 * @param systemIdentifier PostgreSQL's: another one is another database
 * @param inRecovery it takes no writes itself
 * @param history how it came to its timeline
 * @param position how much WAL it has
 * @param contradiction where a timeline of the same number began elsewhere here than there, for
 *     people; null where none did. Two promotions took one number, and neither database can follow
 *     the other
 */
public record RemoteSeen(
    String address,
    String systemIdentifier,
    boolean inRecovery,
    TimelineHistory history,
    Lsn position,
    @Nullable String contradiction) {}
