package io.matriarch.net.rest;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may change something. Reads are open to whoever reaches the port; with {@code verify_client:
 * required} that is who has a certificate.
 *
 * @param user name and password that writes need; null for none
 * @param certificate writes need a certificate of the client
 * @param allowed networks that writes may come from; empty for any
 */
public record Gate(@Nullable Login user, boolean certificate, List<Network> allowed) {
  public static final Gate OPEN = new Gate(null, false, List.of());

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  public Gate {
    allowed = List.copyOf(allowed);
  }

  /** A name and its password. */
  public record Login(String name, String password) {
    /** As the header {@code Authorization} has it. */
    public String header() {
      var pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What came of asking. */
  public sealed interface Verdict {
    /**
     * Let in.
     *
     * @param name by password or certificate; empty for anybody
     */
    record Welcome(String name) implements Verdict {}

    record Refused(Response response) implements Verdict {}
  }

  /**
   * @param method of the request
   * @param from where it comes from
   * @param authorization the header of that name; null where there is none
   * @param subject of the client's certificate; null where it showed none
   */
  public Verdict judge(
      String method, InetAddress from, @Nullable String authorization, @Nullable String subject) {
    if (READS.contains(method)) {
      return new Verdict.Welcome(subject == null ? "" : subject);
    }
    if (!allowed.isEmpty() && allowed.stream().noneMatch(network -> network.contains(from))) {
      return new Verdict.Refused(
          Response.refused(
              403,
              "changes from %s are not allowed: see restapi.allowlist".formatted(address(from))));
    }
    if (certificate && subject == null) {
      return new Verdict.Refused(
          Response.refused(403, "a change needs a client certificate that this agent trusts"));
    }
    if (user == null) {
      return new Verdict.Welcome(subject == null ? "" : subject);
    }
    return same(user.header(), authorization)
        ? new Verdict.Welcome(user.name())
        : new Verdict.Refused(
            Response.refused(401, "a change needs the name and password of restapi.authentication")
                .with("WWW-Authenticate", "Basic realm=\"matriarch\", charset=\"UTF-8\""));
  }

  /** In a time that does not tell how much of it is right. */
  private static boolean same(String expected, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8),
            given.strip().getBytes(StandardCharsets.UTF_8));
  }

  private static String address(InetAddress from) {
    return from.getHostAddress();
  }

  /** Statuses with which a change can be refused here, for the description of the API. */
  static Map<Integer, String> statuses() {
    return Map.of(401, Status.title(401), 403, Status.title(403));
  }
}
