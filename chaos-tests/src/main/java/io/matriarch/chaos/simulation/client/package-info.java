/** Clients that write all the time, and the ledger of what they were told. */
@NullMarked
package io.matriarch.chaos.simulation.client;

import org.jspecify.annotations.NullMarked;
