package io.matriarch.net.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class SidesEndpointsTest {
  private final Asking asking = new Asking();

  @Test
  void promotion_needs_no_body_and_takes_an_acceptance() throws Exception {
    assertThat(asking.ask("POST", "/promote-cluster").status()).isEqualTo(200);
    assertThat(asking.agent.acceptedLoss).isFalse();

    var accepting = "{\"accept_data_loss\": true}";
    assertThat(asking.ask("POST", "/promote-cluster", accepting, null).status()).isEqualTo(200);
    assertThat(asking.agent.acceptedLoss).isTrue();

    assertThat(asking.ask("POST", "/promote-cluster", "nonsense", null).status()).isEqualTo(400);
  }

  @Test
  void demotion_names_what_is_followed() throws Exception {
    var body = "{\"host\": \"far\", \"accept_data_loss\": true}";
    assertThat(asking.ask("POST", "/demote-cluster", body, null).status()).isEqualTo(200);

    assertThat(Objects.requireNonNull(asking.agent.followed).entries()).containsOnlyKeys("host");
    assertThat(asking.agent.acceptedLoss).isTrue();
  }
}
