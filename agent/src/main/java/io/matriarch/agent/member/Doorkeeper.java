package io.matriarch.agent.member;

import org.jspecify.annotations.Nullable;

/** Whether a newcomer's token lets it in. May read a file. */
@FunctionalInterface
public interface Doorkeeper {
  /** Nobody is let in by a token. */
  Doorkeeper NOBODY =
      token ->
          "this cluster lets nobody in by a token: set raft.join_token_file on its members, or run"
              + " matriarchctl member add";

  /**
   * @param token what was shown; null for nothing
   * @return why it does not; null where it does
   */
  @Nullable String objection(@Nullable String token);
}
