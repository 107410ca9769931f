package io.matriarch.statemachine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTermsTest {
  @ParameterizedTest
  @ValueSource(longs = {2_000, 3_001, 5_000, 30_000, 300_000})
  void slow_holder_stops_before_a_fast_contender_begins(long ttlMillis) {
    var ttl = Duration.ofMillis(ttlMillis);
    double holderStopsAt = ttl.toNanos() * 1.01;
    double contenderBeginsAt = LeaseTerms.expiryWait(ttl).toNanos() * 0.99;

    assertThat(holderStopsAt).isLessThan(contenderBeginsAt);
  }

  @ParameterizedTest
  @ValueSource(longs = {2_000, 5_000, 300_000})
  void agent_has_time_to_fence_before_the_guard_does(long ttlMillis) {
    var margin = LeaseTerms.fenceMargin(Duration.ofMillis(ttlMillis));

    assertThat(margin.minus(LeaseTerms.GUARD_LEAD)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    assertThat(margin).isLessThan(Duration.ofMillis(ttlMillis));
  }
}
