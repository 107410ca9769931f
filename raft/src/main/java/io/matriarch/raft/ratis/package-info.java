/**
 * {@link io.matriarch.raft.ClusterLog} over Apache Ratis with gRPC: the only importer of {@code
 * org.apache.ratis}. {@link io.matriarch.raft.ratis.RatisClusterLog} is the way in; everything else
 * is package-private. Where code here looks roundabout, Ratis does something that was measured and
 * is told in the comment beside it.
 */
@NullMarked
package io.matriarch.raft.ratis;

import org.jspecify.annotations.NullMarked;
