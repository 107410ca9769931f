/** Turns answers into text: boxes for people; JSON, YAML and tab-separated values for programs. */
@NullMarked
package io.matriarch.ctl.render;

import org.jspecify.annotations.NullMarked;
