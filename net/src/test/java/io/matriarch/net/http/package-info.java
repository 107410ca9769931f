@NullMarked
package io.matriarch.net.http;

import org.jspecify.annotations.NullMarked;
