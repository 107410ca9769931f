/** Views and an agent that behaves, for the tests of this module. */
@NullMarked
package io.matriarch.net;

import org.jspecify.annotations.NullMarked;
