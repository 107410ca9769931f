/** A new cluster's files: one folder for each node, with configuration and certificates. */
@NullMarked
package io.matriarch.ctl.setup;

import org.jspecify.annotations.NullMarked;
