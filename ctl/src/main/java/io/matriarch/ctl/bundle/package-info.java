/** What {@code matriarchctl support-bundle} collects, without what is secret. */
@NullMarked
package io.matriarch.ctl.bundle;

import org.jspecify.annotations.NullMarked;
