/**
 * The JSON of the REST API and between peers: the one place in this module that knows Jackson.
 * Bodies for people and tools are written field by field, since their names are a contract;
 * messages between peers are the records themselves.
 */
@NullMarked
package io.matriarch.net.api.json;

import org.jspecify.annotations.NullMarked;
