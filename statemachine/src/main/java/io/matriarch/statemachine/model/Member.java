package io.matriarch.statemachine.model;

/**
 * One agent as the others know it. Addresses are the advertised ones, {@code host:port}.
 *
 * @param id its name
 * @param kind what runs there
 * @param apiUrl base of its REST API, for example {@code http://10.0.0.1:8008}
 * @param postgresAddress {@code host:port} where clients and standbys reach its PostgreSQL; empty
 *     for a witness
 * @param tags what the operator said of it
 * @param featureLevel the newest command format this agent understands
 */
public record Member(
    MemberId id,
    MemberKind kind,
    String apiUrl,
    String postgresAddress,
    Tags tags,
    int featureLevel) {
  /** The same of another kind. */
  public Member with(MemberKind other) {
    return new Member(id, other, apiUrl, postgresAddress, tags, featureLevel);
  }

  /** The same with other tags. */
  public Member with(Tags other) {
    return new Member(id, kind, apiUrl, postgresAddress, other, featureLevel);
  }

  public boolean promotable() {
    return kind == MemberKind.DATABASE && tags.promotable();
  }
}
