package io.matriarch.net.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Who a client is by its certificate, which the handshake has checked. */
final class ClientCertificate {
  private ClientCertificate() {}

  /** The common name, else the whole subject; null where it showed no certificate. */
  static @Nullable String subject(Channel channel) {
    var handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      return null;
    }
    try {
      return handler.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate c
          ? name(c.getSubjectX500Principal().getName())
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  private static String name(String subject) {
    try {
      return new LdapName(subject)
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> String.valueOf(part.getValue()))
              .findFirst()
              .orElse(subject);
    } catch (InvalidNameException e) {
      return subject;
    }
  }
}
