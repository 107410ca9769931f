package io.matriarch.chaos.history.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdnTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nil",
        "true",
        "-12",
        "9223372036854775807",
        "0.5",
        "##NaN",
        "##-Inf",
        "\"a \\\"b\\\" \\\\ \\n ü\"",
        ":append",
        ":jepsen.client/timeout",
        "some-symbol",
        "[]",
        "[[:append 1 2] [:r 3 nil]]",
        "#{1 2}",
        "{:type :ok, :value {0 10, 1 -5}}",
        "#jepsen.history.Op{:index 0}",
      })
  void what_is_printed_is_read_as_the_same(String text) {
    String printed = text.replace("Op{", "Op {");

    assertThat(EdnText.of(EdnReader.read(text))).isEqualTo(printed);
  }

  @Test
  void comments_commas_lists_and_what_is_passed_over_are_read() {
    assertThat(EdnReader.read(" (1, 2 #_ [9 9] 3N) ; and so on\n"))
        .isEqualTo(Edn.vec(Edn.of(1), Edn.of(2), Edn.of(3)));
    assertThat(EdnReader.read("\"\\u00e4\"")).isEqualTo(Edn.of("ä"));
    assertThat(EdnReader.read("[\\a \\newline \\]]"))
        .isEqualTo(Edn.vec(Edn.of("a"), Edn.of("\n"), Edn.of("]")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[1", "{:a}", "1 2", "]", "\"abc", "#", "\"\\q\"", "99999999999999999999"})
  void what_is_no_value_is_refused(String text) {
    assertThatThrownBy(() -> EdnReader.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at character");
  }

  @Test
  void brackets_without_end_do_not_end_the_thread() {
    assertThatThrownBy(() -> EdnReader.read("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
