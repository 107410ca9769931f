package io.matriarch.net.api;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header by which an agent tells another for whom it asks. It is believed as far as whoever
 * sends it was let in; the address it came from is in the audit log beside it.
 */
public final class ForwardedFor {
  public static final String HEADER = "Matriarch-Forwarded-For";
  private static final int LONGEST = 300;

  private ForwardedFor() {}

  /** Names from certificates may be in any script, headers are in ASCII. */
  public static String encode(String by) {
    return URLEncoder.encode(by, StandardCharsets.UTF_8);
  }

  /**
   * Who asked first, in one line of bounded length; empty where {@code header} is null, {@code
   * unknown} where it makes no sense.
   */
  public static String decode(@Nullable String header) {
    if (header == null) {
      return "";
    }
    try {
      var text = URLDecoder.decode(header, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
      return text.isBlank() ? "unknown" : text.substring(0, Math.min(text.length(), LONGEST));
    } catch (IllegalArgumentException e) {
      return "unknown";
    }
  }
}
