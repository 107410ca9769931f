package io.matriarch.raft.codec;

/** Bytes that this version cannot read; the message says what was found. */
public final class FormatException extends Exception {
  private static final long serialVersionUID = 1;

  FormatException(String message) {
    super(message);
  }
}
