package io.matriarch.chaos.simulation;

/**
 * A known mistake: a piece of shipped code as it stands, and what it is replaced by.
 *
 * @param name what is wrong then
 * @param profile the runs that must notice
 * @param file below the repository's root
 * @param snippet occurs exactly once in the file
 */
record Mutation(String name, String profile, String file, String snippet, String replacement) {
  @Override
  public String toString() {
    return name;
  }
}
