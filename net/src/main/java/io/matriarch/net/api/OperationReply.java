package io.matriarch.net.api;

/** What became of a request that changes the cluster. */
public sealed interface OperationReply {
  /** Carried out. {@code message} says what happened. */
  record Done(String operationId, String message) implements OperationReply {}

  /**
   * Begun, but not at its end when the time allowed was over; {@code operationId} can be watched.
   */
  record Running(String operationId, String message) implements OperationReply {}

  /** Noted for later; {@code operationId} is empty where nothing can be watched yet. */
  record Scheduled(String operationId, String message) implements OperationReply {}

  /** Not done: nothing changed, or all was put back. */
  record Refused(int httpStatus, String message) implements OperationReply {}

  /** Nobody can say: look before you retry. */
  record Unknown(String message) implements OperationReply {}
}
