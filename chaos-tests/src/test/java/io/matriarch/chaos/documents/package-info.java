/** What the documents tell the reader to type, tried. */
@NullMarked
package io.matriarch.chaos.documents;

import org.jspecify.annotations.NullMarked;
