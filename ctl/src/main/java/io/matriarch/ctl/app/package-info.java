/** Where the program begins and ends. */
@NullMarked
package io.matriarch.ctl.app;

import org.jspecify.annotations.NullMarked;
