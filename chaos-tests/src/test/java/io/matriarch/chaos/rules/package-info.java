/**
 * The rules of the code base that can be held by a test: arrows between modules, what the pure core
 * must not touch, who may use which library, and tidiness of files.
 */
@NullMarked
package io.matriarch.chaos.rules;

import org.jspecify.annotations.NullMarked;
