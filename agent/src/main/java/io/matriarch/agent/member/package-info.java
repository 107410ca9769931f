/** Who is a member of the cluster, as operators and newcomers ask for it. */
@NullMarked
package io.matriarch.agent.member;

import org.jspecify.annotations.NullMarked;
