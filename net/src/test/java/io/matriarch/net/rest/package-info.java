@NullMarked
package io.matriarch.net.rest;

import org.jspecify.annotations.NullMarked;
