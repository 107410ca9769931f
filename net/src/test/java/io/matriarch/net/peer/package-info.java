@NullMarked
package io.matriarch.net.peer;

import org.jspecify.annotations.NullMarked;
