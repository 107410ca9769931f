/** Clients that write and read all the time, and the ledger of what they were told. */
@NullMarked
package io.matriarch.chaos.simulation.client;

import org.jspecify.annotations.NullMarked;
