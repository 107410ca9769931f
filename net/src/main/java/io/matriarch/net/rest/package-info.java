/** The endpoints of an agent and the table that finds them; knows neither Netty nor Jackson. */
@NullMarked
package io.matriarch.net.rest;

import org.jspecify.annotations.NullMarked;
