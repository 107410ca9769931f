package io.matriarch.statemachine.simulation;

/** A known mistake, put in to see whether the simulation notices. */
enum Mutation {
  NONE,
  NO_FENCE_WITHOUT_LEASE,
  EXPIRY_AFTER_HALF_THE_LEASE,
  RENEWAL_COUNTED_FROM_ITS_REPLY,
  NO_GUARD,
  PROMOTE_WITHOUT_OWN_COUNT,
  START_WHILE_RELEASING
}
