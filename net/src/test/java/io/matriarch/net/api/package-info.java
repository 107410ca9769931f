/** What views say of a cluster. */
@NullMarked
package io.matriarch.net.api;

import org.jspecify.annotations.NullMarked;
