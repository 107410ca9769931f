package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.net.tls.TlsFiles;
import io.matriarch.net.tls.TrustEverybody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How agents that speak HTTPS are trusted, and as whom this program goes there. Options come before
 * the environment, that before the section {@code ctl} of the configuration file, and at last what
 * the agent itself has in {@code restapi}.
 *
 * @param caFile null where not given
 * @param certFile null where not given
 * @param keyFile null where not given
 * @param insecure trust everybody
 */
record TlsOptions(
    @Nullable Path caFile, @Nullable Path certFile, @Nullable Path keyFile, boolean insecure) {
  /** Null for the JDK's own, which is made only when it is needed. */
  @Nullable SSLContext context(JsonNode config, Map<String, String> environment) {
    var ctl = config.path("ctl");
    var agent = config.path("restapi");
    if (insecure
        || ctl.path("insecure").asBoolean()
        || "true".equals(environment.get("MATRIARCH_CTL_INSECURE"))) {
      return TrustEverybody.context();
    }
    var ca = file(caFile, environment.get("MATRIARCH_CTL_CACERT"), ctl, "cacert", agent, "cafile");
    var cert =
        file(
            certFile,
            environment.get("MATRIARCH_CTL_CERTFILE"),
            ctl,
            "certfile",
            agent,
            "certfile");
    var key =
        file(keyFile, environment.get("MATRIARCH_CTL_KEYFILE"), ctl, "keyfile", agent, "keyfile");
    if (ca == null && cert == null) {
      return null;
    }
    var password =
        ctl.hasNonNull("certfile") ? ctl.path("keyfile_password") : agent.path("keyfile_password");
    try {
      return new TlsFiles(cert, key, password.isTextual() ? password.asText() : null, ca).context();
    } catch (IOException e) {
      throw new UsageException(e.getMessage() == null ? "no certificates" : e.getMessage());
    }
  }

  private static @Nullable Path file(
      @Nullable Path option,
      @Nullable String variable,
      JsonNode ctl,
      String ctlKey,
      JsonNode agent,
      String agentKey) {
    if (option != null) {
      return option;
    }
    if (variable != null && !variable.isEmpty()) {
      return Path.of(variable);
    }
    var node = ctl.hasNonNull(ctlKey) ? ctl.path(ctlKey) : agent.path(agentKey);
    return node.isTextual() ? Path.of(node.asText()) : null;
  }
}
