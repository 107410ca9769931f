/**
 * Commands, replies, snapshots and the durability marker as bytes: JSON in an envelope that names
 * version and type. What one version wrote every later one must read; golden files hold that. The
 * only importer of Jackson in this module.
 */
@NullMarked
package io.matriarch.raft.codec;

import org.jspecify.annotations.NullMarked;
