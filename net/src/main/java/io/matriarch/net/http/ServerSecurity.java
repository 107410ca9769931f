package io.matriarch.net.http;

import io.matriarch.net.rest.Gate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in.
 *
 * @param tls gives the context for each new connection; null for plain HTTP
 * @param clients whether clients are asked for a certificate
 * @param gate gives who may change something, asked for each request
 */
public record ServerSecurity(
    @Nullable Supplier<SSLContext> tls, ClientCertificates clients, Supplier<Gate> gate) {
  public static final ServerSecurity NONE =
      new ServerSecurity(null, ClientCertificates.NONE, Gate.OPEN);

  /** With a gate that stays as it is. */
  public ServerSecurity(@Nullable Supplier<SSLContext> tls, ClientCertificates clients, Gate gate) {
    this(tls, clients, () -> gate);
  }

  /** As {@code restapi.verify_client}. */
  public enum ClientCertificates {
    NONE,
    OPTIONAL,
    REQUIRED
  }
}
