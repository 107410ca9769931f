/** The container image, run by an engine where there is one. */
@NullMarked
package io.matriarch.chaos.image;

import org.jspecify.annotations.NullMarked;
