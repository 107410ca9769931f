package io.matriarch.raft.ratis;

import io.matriarch.raft.RaftSettings;
import io.matriarch.statemachine.model.MemberId;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.ratis.protocol.RaftPeer;

/**
 * Whom to ask about the group. What the group itself said last wins over the file, which is from
 * before its first start; what the file alone has is asked all the same, since all others may have
 * moved meanwhile. Written by the member's own thread, read by any.
 */
final class Contacts {
  private final SortedMap<String, String> configured = new TreeMap<>();
  private final String self;
  private final String ownAddress;
  private volatile SortedMap<String, String> others;

  Contacts(RaftSettings settings) {
    self = settings.self().value();
    ownAddress = settings.advertiseAddress();
    settings.peers().forEach((name, address) -> configured.put(name.value(), address));
    settings.join().forEach(address -> configured.put(address, address));
    configured.remove(self);
    configured.values().removeIf(settings.advertiseAddress()::equals);
    others = Collections.unmodifiableSortedMap(new TreeMap<>(configured));
  }

  /** What to call each, with its Raft address; not this member. */
  SortedMap<String, String> others() {
    return others;
  }

  /** The group as it is now; whoever has this member's name at another address is somebody else. */
  void learn(Collection<RaftPeer> group) {
    var known = new TreeMap<String, String>();
    for (var peer : group) {
      var address = peer.getAddress();
      PeerName.memberOf(peer.getId())
          .map(MemberId::value)
          .filter(name -> !(name.equals(self) && address.equals(ownAddress)))
          .ifPresent(
              name -> known.put(name.equals(self) ? name + " at " + address : name, address));
    }
    add(known);
  }

  /** Addresses that somebody named. */
  void hear(Collection<String> addresses) {
    var known = new TreeMap<>(others);
    addresses.stream().filter(a -> !known.containsValue(a)).forEach(a -> known.put(a, a));
    add(known);
  }

  private void add(SortedMap<String, String> known) {
    var next = new TreeMap<>(known);
    configured.forEach(
        (name, address) -> {
          if (!next.containsValue(address)) {
            next.putIfAbsent(name, address);
          }
        });
    next.remove(self);
    others = Collections.unmodifiableSortedMap(next);
  }
}
