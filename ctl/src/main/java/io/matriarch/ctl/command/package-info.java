/**
 * One class for each thing that {@code matriarchctl} can do. A command asks the cluster through
 * {@code cluster}, prints through {@code render}, and ends with one of the codes in {@link
 * io.matriarch.ctl.command.ExitCode}.
 */
@NullMarked
package io.matriarch.ctl.command;

import org.jspecify.annotations.NullMarked;
