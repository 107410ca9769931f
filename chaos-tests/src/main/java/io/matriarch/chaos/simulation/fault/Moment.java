package io.matriarch.chaos.simulation.fault;

/** When a trap springs: each is between two steps that belong together. */
enum Moment {
  ASKS_TO_RENEW,
  ASKS_TO_RELEASE,
  ASKS_TO_CHANGE_PROMISE,
  LEASE_EXPIRED,
  LEASE_REVOKED,
  LEASE_RELEASED,
  ASSIGNED,
  CONFIRMED,
  CONFIGURED,
  OPERATION_REQUESTED,
  PROMISE_CHANGED,
  STARTS,
  PROMISES,
  FETCHES,
  PROMOTES,
  CHANGES_RULE,
  STOPS,
  TAKES_WRITES
}
