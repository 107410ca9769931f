/** What crosses the REST API, as values: views that an agent gives and requests that it takes. */
@NullMarked
package io.matriarch.net.api;

import org.jspecify.annotations.NullMarked;
