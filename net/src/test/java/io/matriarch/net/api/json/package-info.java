@NullMarked
package io.matriarch.net.api.json;

import org.jspecify.annotations.NullMarked;
