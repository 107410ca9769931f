@NullMarked
package io.matriarch.net.metrics;

import org.jspecify.annotations.NullMarked;
