/** How an agent speaks to the REST API of another. */
@NullMarked
package io.matriarch.net.peer;

import org.jspecify.annotations.NullMarked;
