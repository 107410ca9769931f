package io.matriarch.chaos.simulation.consensus;

import io.matriarch.raft.GroupMember;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Who was in the group, change by change: each knows the last one that reached it. */
final class Roll {
  private final List<List<RaftMember>> present = new ArrayList<>();
  private final List<List<GroupMember>> seats = new ArrayList<>();

  Roll() {
    set(List.of());
  }

  /** How many changes there were; the number of the newest. */
  int newest() {
    return present.size() - 1;
  }

  List<RaftMember> voters() {
    return present.getLast();
  }

  boolean has(RaftMember member) {
    return present.getLast().contains(member);
  }

  /** As the product's agents see it after a change; with the ids that the members had then. */
  List<GroupMember> seats(int change) {
    return seats.get(change);
  }

  void add(RaftMember member) {
    var next = new ArrayList<>(voters());
    next.add(member);
    next.sort(Comparator.comparing(m -> m.seat.id()));
    set(next);
  }

  void remove(RaftMember member) {
    set(voters().stream().filter(m -> m != member).toList());
  }

  private void set(List<RaftMember> members) {
    present.add(List.copyOf(members));
    seats.add(
        members.stream()
            .map(m -> new GroupMember(m.seat.id(), m.raftId(), m.seat.id() + ":7000", true, -1))
            .toList());
  }
}
