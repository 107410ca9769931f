package io.matriarch.net.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.Views;
import io.matriarch.statemachine.model.MemberReport;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerMessagesTest {
  static LongStream seeds() {
    var one = Long.getLong("seed");
    return one != null ? LongStream.of(one) : LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void what_is_written_is_read_back_equal(long seed) {
    var values = new RandomValues(seed);
    var heard = values.heard();
    var report = values.report();
    var tree = values.tree(6);

    assertThat(PeerMessages.decodeHeard(PeerMessages.encode(heard)))
        .isEqualTo(new Parsed.Good<>(heard));
    assertThat(PeerMessages.decodeReport(PeerMessages.encode(report)))
        .isEqualTo(new Parsed.Good<>(report));
    assertThat(ConfigJson.parse(ConfigJson.write(tree))).isEqualTo(new Parsed.Good<>(tree));
  }

  private static String standby() {
    return new String(PeerMessages.encode(Views.standbyReport()), StandardCharsets.UTF_8);
  }

  private static Parsed<MemberReport> decode(String text) {
    return PeerMessages.decodeReport(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_field_of_a_newer_peer_is_passed_over() {
    var newer = standby().replaceFirst("\\{", "{\"from_the_future\": {\"a\": [1]}, ");

    assertThat(decode(newer)).isEqualTo(new Parsed.Good<>(Views.standbyReport()));
  }

  @Test
  void what_may_be_null_may_be_missing() {
    var shorter = standby().replace(",\"trouble\":null", "");

    assertThat(shorter).isNotEqualTo(standby());
    assertThat(decode(shorter)).isEqualTo(new Parsed.Good<>(Views.standbyReport()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"member\":\"n2\",",
        "\"role\":\"STANDBY\",",
        "\"held_epoch\":0,",
        "\"agent_version\":\"0.1.0\",",
      })
  void what_may_not_be_null_is_demanded(String field) {
    assertThat(standby()).contains(field);
    var nulled = field.replaceFirst(":.*", ":null,");

    assertThat(decode(standby().replace(field, ""))).isInstanceOf(Parsed.Bad.class);
    assertThat(decode(standby().replace(field, nulled))).isInstanceOf(Parsed.Bad.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"member\":",
        "\"\"",
        "{\"member\":\"..\"}",
        "{\"member\":{}}"
      })
  void what_is_no_report_is_refused(String text) {
    assertThat(decode(text)).isInstanceOf(Parsed.Bad.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"timeline\":0", "\"timeline\":-1", "\"lsn\":\"here\"", "\"lsn\":7"})
  void a_value_out_of_its_range_is_refused(String wrong) {
    var text =
        standby().replaceFirst("\"" + wrong.substring(1).split("\"")[0] + "\":[^,}]*", wrong);

    assertThat(text).contains(wrong);
    assertThat(decode(text)).isInstanceOf(Parsed.Bad.class);
  }
}
