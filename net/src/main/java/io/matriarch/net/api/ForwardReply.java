package io.matriarch.net.api;

import org.jspecify.annotations.Nullable;

/** What came of a request that was handed to another member. */
public sealed interface ForwardReply {
  /**
   * The member answered, with whatever status.
   *
   * @param contentType of the body
   * @param body all of it; not to be changed
   * @param location the header of that name; null where none came
   */
  record Answered(int status, String contentType, byte[] body, @Nullable String location)
      implements ForwardReply {}

  /** No byte of it was sent, so it changed nothing. */
  record NotSent(String why) implements ForwardReply {}

  /** It was sent and no answer came: nobody can say whether it was carried out. */
  record Unknown(String why) implements ForwardReply {}
}
