package io.matriarch.agent.config;

/** What addresses that others connect to have in common. */
final class Addresses {
  private Addresses() {}

  /** {@code connect_address}, by default {@code listen} where that names one interface. */
  static HostPort connectAddress(Section section, HostPort listen) {
    var given = section.textOrNull("connect_address");
    if (given == null && listen.isWildcard()) {
      section.problem(
          "connect_address",
          "nothing, and listen is %s".formatted(listen),
          "the host:port under which other nodes reach this one");
      return listen;
    }
    return reachable(
        section,
        "connect_address",
        section.optional("connect_address", "host:port", HostPort::parse, listen));
  }

  /** Reports an address that means every interface of whoever connects to it. */
  static HostPort reachable(Section section, String key, HostPort address) {
    if (address.isWildcard()) {
      section.problem(
          key,
          "'%s'".formatted(address),
          "an address that other nodes can connect to, no wildcard");
    }
    return address;
  }
}
