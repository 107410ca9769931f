/**
 * The cluster as a command sees it: typed answers from the REST API, and the diagnosis drawn from
 * them. Nothing here prints.
 */
@NullMarked
package io.matriarch.ctl.cluster;

import org.jspecify.annotations.NullMarked;
