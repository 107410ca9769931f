package io.matriarch.raft.codec;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import io.matriarch.statemachine.model.MemberId;

/** A member's name as the key of a JSON object. */
final class MemberIdKey extends KeyDeserializer {
  @Override
  public Object deserializeKey(String key, DeserializationContext context) {
    return new MemberId(key);
  }
}
