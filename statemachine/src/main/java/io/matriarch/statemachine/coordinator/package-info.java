/**
 * What is to be done about the cluster: rules that run on the Raft leader only. They may be late or
 * wrong; the transition checks every command again against the epoch that the rule saw.
 */
@NullMarked
package io.matriarch.statemachine.coordinator;

import org.jspecify.annotations.NullMarked;
