package io.matriarch.chaos.checker;

import static org.assertj.core.api.Assertions.assertThat;

/** What verdicts are expected to be. */
public final class Judged {
  private Judged() {}

  public static void valid(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
  }

  /** Invalid for these reasons and no others; the evidence has all the given words. */
  public static void invalid(Verdict verdict, String kind, String... evidence) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Invalid.class,
            found -> {
              assertThat(found.kinds()).containsExactly(kind);
              String all = String.join("\n", found.evidence());
              assertThat(evidence).allSatisfy(words -> assertThat(all).contains(words));
            });
  }

  public static void unknown(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Unknown.class);
  }
}
