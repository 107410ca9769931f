/**
 * Extensible data notation, as far as Jepsen's histories use it: values, their printer, their
 * reader. Pure.
 */
@NullMarked
package io.matriarch.chaos.history.edn;

import org.jspecify.annotations.NullMarked;
