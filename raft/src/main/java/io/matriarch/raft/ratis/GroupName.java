package io.matriarch.raft.ratis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;

/** The group's id: a UUID of version 5 (RFC 9562) from the scope, so two clusters never mix. */
final class GroupName {
  private static final UUID NAMESPACE = UUID.fromString("6d617472-6961-5263-8000-72616674636c");

  private GroupName() {}

  static RaftGroupId of(String scope) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(NAMESPACE.getMostSignificantBits())
              .putLong(NAMESPACE.getLeastSignificantBits())
              .array());
      var hash = ByteBuffer.wrap(sha1.digest(scope.getBytes(StandardCharsets.UTF_8)));
      long high = (hash.getLong() & ~0xF000L) | 0x5000L;
      long low = (hash.getLong() & ~(3L << 62)) | (2L << 62);
      return RaftGroupId.valueOf(new UUID(high, low));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
