/**
 * What {@code matriarchctl doctor} asks of each node: its configuration, files, certificates and
 * disks, and its paths to the other members. Nothing here decides anything.
 */
@NullMarked
package io.matriarch.agent.doctor;

import org.jspecify.annotations.NullMarked;
