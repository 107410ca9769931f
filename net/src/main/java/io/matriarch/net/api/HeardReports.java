package io.matriarch.net.api;

import io.matriarch.statemachine.model.MemberId;
import java.util.SortedMap;

/**
 * What a Raft leader answers to a report: what it heard of the members. The state is in everybody's
 * own log, and too much to say twenty times a second while the role changes hands.
 *
 * @param reports the newest report of each member that was heard
 */
public record HeardReports(SortedMap<MemberId, ClusterView.AgedReport> reports) {}
