package io.matriarch.net.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.rest.Gate.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final Gate.Login ALICE = new Gate.Login("alice", "s:crät");

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void reads_are_open(String method) throws UnknownHostException {
    var closed = new Gate(ALICE, true, List.of(network("10.0.0.0/8")));
    assertThat(judge(closed, method, "192.0.2.1", null, null)).isInstanceOf(Verdict.Welcome.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "BREW"})
  void everything_else_needs_the_password(String method) throws UnknownHostException {
    var gate = new Gate(ALICE, false, List.of());
    assertThat(status(judge(gate, method, "10.0.0.1", null, null))).isEqualTo(401);
    assertThat(status(judge(gate, method, "10.0.0.1", "Basic YWxpY2U6eA==", null))).isEqualTo(401);
    assertThat(status(judge(gate, method, "10.0.0.1", "Bearer x", null))).isEqualTo(401);
    assertThat(judge(gate, method, "10.0.0.1", ALICE.header(), null))
        .isEqualTo(new Verdict.Welcome("alice"));
  }

  @Test
  void a_refusal_says_how_to_be_let_in() throws UnknownHostException {
    var refused =
        (Verdict.Refused) judge(new Gate(ALICE, false, List.of()), "POST", "10.0.0.1", null, null);
    assertThat(refused.response().headers().get("WWW-Authenticate")).startsWith("Basic realm=");
    assertThat(Asking.text(refused.response())).contains("\"outcome\":\"refused\"");
  }

  @Test
  void a_change_comes_from_an_allowed_network_and_with_a_certificate_where_they_are_asked_for()
      throws UnknownHostException {
    var gate = new Gate(null, true, List.of(network("10.0.0.0/8")));
    assertThat(status(judge(gate, "POST", "192.0.2.1", null, "n1"))).isEqualTo(403);
    assertThat(status(judge(gate, "POST", "10.9.9.9", null, null))).isEqualTo(403);
    assertThat(judge(gate, "POST", "10.9.9.9", null, "n1")).isEqualTo(new Verdict.Welcome("n1"));
  }

  @Test
  void a_password_is_in_no_text() {
    assertThat(ALICE.toString()).doesNotContain("s:cr");
    assertThat(new Gate(ALICE, false, List.of()).toString()).doesNotContain("s:cr");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.0/23, 10.1.3.9, true",
    "10.1.2.0/23, 10.1.4.9, false",
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false",
    "0.0.0.0/0, 192.0.2.1, true",
    "fd00::/8, fd12::1, true",
    "fd00::/8, fe80::1, false",
    "10.0.0.0/8, ::1, false"
  })
  void a_network_is_its_first_bits(String network, String address, boolean inside)
      throws UnknownHostException {
    assertThat(network(network).contains(InetAddress.getByName(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "", "fd00::/129"})
  void what_is_no_network_is_refused(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }

  private static Network network(String text) {
    return Network.parse(text).orElseThrow();
  }

  private static Verdict judge(
      Gate gate,
      String method,
      String from,
      @Nullable String authorization,
      @Nullable String subject)
      throws UnknownHostException {
    return gate.judge(method, InetAddress.getByName(from), authorization, subject);
  }

  private static int status(Verdict verdict) {
    return verdict instanceof Verdict.Refused r ? r.response().status() : 200;
  }
}
