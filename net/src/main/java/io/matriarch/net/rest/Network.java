package io.matriarch.net.rest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Addresses that begin with the same bits.
 *
 * @param address any of them
 * @param bits how many are the same
 */
public record Network(InetAddress address, int bits) {
  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, a single address, or the name of a host, which is
   * looked up now.
   */
  public static Optional<Network> parse(String text) {
    var slash = text.lastIndexOf('/');
    try {
      var address = InetAddress.getByName(slash < 0 ? text : text.substring(0, slash));
      var most = address.getAddress().length * 8;
      var bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      return text.isBlank() || bits < 0 || bits > most
          ? Optional.empty()
          : Optional.of(new Network(address, bits));
    } catch (UnknownHostException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress other) {
    var mine = address.getAddress();
    var theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    int whole = bits / 8;
    int mask = bits % 8 == 0 ? 0 : 0xFF << (8 - bits % 8) & 0xFF;
    return Arrays.equals(mine, 0, whole, theirs, 0, whole)
        && (mask == 0 || (mine[whole] & mask) == (theirs[whole] & mask));
  }
}
