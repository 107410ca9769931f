package io.matriarch.agent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who wrote an unknown key probably meant. */
final class NearestKey {
  private NearestKey() {}

  /** The known key with the fewest edits to {@code unknown}; empty where none is near. */
  static Optional<String> of(String unknown, Collection<String> known) {
    int limit = Math.max(1, unknown.length() / 2);
    return known.stream()
        .filter(k -> distance(unknown, k) <= limit)
        .min(Comparator.comparingInt((String k) -> distance(unknown, k)).thenComparing(k -> k));
  }

  /** Insertions, deletions and replacements that turn {@code a} into {@code b}. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
