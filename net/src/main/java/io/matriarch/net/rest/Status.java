package io.matriarch.net.rest;

/** Titles of the statuses that this API uses. */
final class Status {
  private Status() {}

  static String title(int status) {
    return switch (status) {
      case 400 -> "bad request";
      case 401 -> "not authenticated";
      case 403 -> "forbidden";
      case 404 -> "not found";
      case 405 -> "method not allowed";
      case 408 -> "request timeout";
      case 409 -> "conflict";
      case 412 -> "precondition failed";
      case 413 -> "body too large";
      case 414 -> "path too long";
      case 421 -> "misdirected request";
      case 422 -> "not possible";
      case 431 -> "headers too large";
      case 500 -> "internal error";
      case 503 -> "not available";
      default -> "error " + status;
    };
  }
}
