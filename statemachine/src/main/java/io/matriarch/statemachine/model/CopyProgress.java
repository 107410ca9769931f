package io.matriarch.statemachine.model;

/**
 * How far a copy of a database is.
 *
 * @param method which of {@code create_replica_methods} makes it
 * @param bytes on disk so far
 * @param totalBytes what there is to copy; 0 where that is not known
 * @param bytesPerSecond over the last seconds
 */
public record CopyProgress(String method, long bytes, long totalBytes, long bytesPerSecond) {
  /** From 0 to 100; -1 where the end is not known. */
  public int percent() {
    return totalBytes <= 0 ? -1 : (int) Math.min(100, bytes * 100 / totalBytes);
  }
}
