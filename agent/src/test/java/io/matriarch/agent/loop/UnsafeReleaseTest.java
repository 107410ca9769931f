package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsafeReleaseTest {
  @ParameterizedTest
  @ValueSource(ints = {130020, 140017, 150012, 160008, 170004})
  void release_before_the_fix_is_to_be_updated(int version) {
    assertThat(new UnsafeRelease().advice(version, true))
        .contains("update it to %d.%d".formatted(version / 10_000, version % 10_000 + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 130021, 140018, 150013, 150018, 160009, 170005, 180000})
  void release_with_the_fix_and_an_unknown_one_need_nothing(int version) {
    assertThat(new UnsafeRelease().advice(version, true)).isNull();
  }

  @Test
  void where_nothing_is_promised_nothing_is_broken() {
    assertThat(new UnsafeRelease().advice(150012, false)).isNull();
  }
}
