/** The person at the other end: what is printed, what is asked, and the time between two looks. */
@NullMarked
package io.matriarch.ctl.terminal;

import org.jspecify.annotations.NullMarked;
