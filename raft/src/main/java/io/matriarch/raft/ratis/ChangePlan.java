package io.matriarch.raft.ratis;

import io.matriarch.raft.GroupChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/**
 * What a change of the group comes to, judged on what its Raft leader sees. Pure.
 *
 * <p>Two rules keep the majority. Nobody who is well goes, and nobody comes to vote, while another
 * voter is not heard or far behind: of three with one silent, to remove another leaves one of two.
 * And the voters afterwards must have a majority that is well, so that what is lost can be removed
 * one by one.
 */
sealed interface ChangePlan {
  /** The group that is wanted; compared and set, so that it replaces no other than the one seen. */
  record Go(List<RaftPeer> voters, List<RaftPeer> listeners, String story) implements ChangePlan {}

  /** It is so already. */
  record Nothing(String story) implements ChangePlan {}

  /**
   * @param lasting it stays so until somebody changes something else
   */
  record No(String why, boolean lasting) implements ChangePlan {
    No(String why) {
      this(why, false);
    }
  }

  /**
   * @param newcomer the agent that waits at the address that the change names; null where it names
   *     none
   */
  static ChangePlan of(GroupChange change, GroupView view, @Nullable RaftPeer newcomer) {
    if (view.changing()) {
      return new No("another change of the group is under way: wait for its end");
    }
    var member = view.named(change.name()).orElse(null);
    if (change instanceof GroupChange.Add add) {
      return newcomer == null ? noNewcomer() : add(add, view, newcomer);
    }
    if (member == null) {
      return unknown(change, view);
    }
    return switch (change) {
      case GroupChange.Remove remove -> remove(member, view);
      case GroupChange.Promote promote -> promote(member, view);
      default -> newcomer == null ? noNewcomer() : replace(member, view, newcomer);
    };
  }

  /**
   * A node takes a seat of its own accord: its old one, where it lost the log or has moved, else a
   * new one.
   *
   * @param previous the id it had, as its disk says; null where it remembers none
   */
  static ChangePlan seat(
      RaftPeer newcomer, @Nullable RaftPeerId previous, boolean votes, GroupView view) {
    var name = PeerName.parse(newcomer.getId().toString()).member();
    var old = view.named(name);
    if (old.isEmpty()) {
      return of(new GroupChange.Add(name, newcomer.getAddress(), votes), view, newcomer);
    }
    if (old.get().getId().equals(newcomer.getId())) {
      return new Nothing(name + " is a member");
    }
    // Whoever has its address or its disk is the one that it was; anybody else may be a mistake.
    if (old.get().getAddress().equals(newcomer.getAddress())
        || old.get().getId().equals(previous)) {
      return view.changing()
          ? new No("another change of the group is under way: wait for its end")
          : inPlaceOf(old.get(), view, newcomer);
    }
    // It waits: the command wants the new node's agent to be there.
    return new No(
        "the name %s is taken by the member at %s; where that node is lost: matriarchctl member replace %s --address %s"
            .formatted(name, old.get().getAddress(), name, newcomer.getAddress()));
  }

  private static ChangePlan add(GroupChange.Add add, GroupView view, RaftPeer newcomer) {
    var named = view.named(add.name());
    if (view.has(newcomer.getId())) {
      return new Nothing(add.name() + " is a member already");
    }
    if (named.isPresent()) {
      return new No(
          "the name %s is taken by the member at %s"
              .formatted(add.name(), named.get().getAddress()),
          true);
    }
    var owner = ownerOf(newcomer.getAddress(), view);
    if (owner.isPresent()) {
      return new No(
          "%s is the address of the member %s".formatted(add.address(), owner.get()), true);
    }
    var obstacle = add.voter() ? unwell(view, p -> false) : Optional.<String>empty();
    return obstacle
        .<ChangePlan>map(No::new)
        .orElseGet(
            () ->
                add.voter()
                    ? new Go(
                        with(view.voters(), newcomer),
                        view.listeners(),
                        "%s is a member and votes".formatted(add.name()))
                    : new Go(
                        view.voters(),
                        with(view.listeners(), as(newcomer, RaftPeerRole.LISTENER)),
                        "%s is a member without a vote".formatted(add.name())));
  }

  private static ChangePlan remove(RaftPeer member, GroupView view) {
    var name = nameOf(member);
    var story = "%s is no member any more".formatted(name);
    if (!view.votes(member.getId())) {
      return new Go(view.voters(), without(view.listeners(), member), story);
    }
    if (view.voters().size() == 1) {
      return new No("%s is the last voter".formatted(name));
    }
    var after = without(view.voters(), member);
    var obstacle =
        view.well().contains(member.getId())
            ? unwell(view, p -> p.getId().equals(member.getId()))
            : lacksMajority(after, view);
    return obstacle
        .<ChangePlan>map(No::new)
        .orElseGet(() -> new Go(after, view.listeners(), story));
  }

  private static ChangePlan replace(RaftPeer member, GroupView view, RaftPeer newcomer) {
    var name = nameOf(member);
    if (member.getId().equals(newcomer.getId())) {
      return new Nothing("%s is the member at %s already".formatted(name, newcomer.getAddress()));
    }
    if (view.well().contains(member.getId())) {
      return new No("%s is heard at %s: stop its agent first".formatted(name, member.getAddress()));
    }
    var owner = ownerOf(newcomer.getAddress(), view).filter(o -> !o.equals(name));
    return owner.isPresent()
        ? new No("%s is the address of the member %s".formatted(newcomer.getAddress(), owner.get()))
        : inPlaceOf(member, view, newcomer);
  }

  private static ChangePlan promote(RaftPeer member, GroupView view) {
    var name = nameOf(member);
    if (view.votes(member.getId())) {
      return new Nothing("%s votes already".formatted(name));
    }
    if (!view.well().contains(member.getId())) {
      return new No("%s is not heard or has not caught up: see its log".formatted(name));
    }
    var obstacle = unwell(view, p -> false);
    return obstacle
        .<ChangePlan>map(No::new)
        .orElseGet(
            () ->
                new Go(
                    with(view.voters(), as(member, RaftPeerRole.FOLLOWER)),
                    without(view.listeners(), member),
                    "%s votes".formatted(name)));
  }

  private static ChangePlan inPlaceOf(RaftPeer old, GroupView view, RaftPeer newcomer) {
    var story = "%s is the member at %s".formatted(nameOf(newcomer), newcomer.getAddress());
    if (!view.votes(old.getId())) {
      return new Go(
          view.voters(),
          with(without(view.listeners(), old), as(newcomer, RaftPeerRole.LISTENER)),
          story);
    }
    // The newcomer has all of the log before it counts; until then nothing is changed.
    var others = without(view.voters(), old);
    long well = others.stream().filter(p -> view.well().contains(p.getId())).count() + 1;
    return 2 * well > others.size() + 1
        ? new Go(with(others, newcomer), view.listeners(), story)
        : new No("it would leave no majority: not heard or far behind are " + silent(others, view));
  }

  private static Optional<String> unwell(GroupView view, Predicate<RaftPeer> but) {
    var silent =
        view.voters().stream()
            .filter(but.negate())
            .filter(p -> !view.well().contains(p.getId()))
            .toList();
    return silent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "not heard or far behind: %s; bring back, replace or remove what is lost first"
                .formatted(silent(silent, view)));
  }

  private static Optional<String> lacksMajority(List<RaftPeer> after, GroupView view) {
    long well = after.stream().filter(p -> view.well().contains(p.getId())).count();
    return 2 * well > after.size()
        ? Optional.empty()
        : Optional.of(
            "it would leave no majority: not heard or far behind are " + silent(after, view));
  }

  private static String silent(List<RaftPeer> peers, GroupView view) {
    return peers.stream()
        .filter(p -> !view.well().contains(p.getId()))
        .map(ChangePlan::nameOf)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static ChangePlan unknown(GroupChange change, GroupView view) {
    return new No(
        "%s is no member; the members are %s"
            .formatted(
                change.name(),
                view.all().map(ChangePlan::nameOf).sorted().collect(Collectors.joining(", "))));
  }

  private static ChangePlan noNewcomer() {
    return new No("nobody waits at the address");
  }

  private static Optional<String> ownerOf(String address, GroupView view) {
    return view.all()
        .filter(p -> p.getAddress().equals(address))
        .map(ChangePlan::nameOf)
        .findFirst();
  }

  private static String nameOf(RaftPeer peer) {
    return PeerName.memberOf(peer.getId()).map(Object::toString).orElse(peer.getId().toString());
  }

  private static RaftPeer as(RaftPeer peer, RaftPeerRole role) {
    return RaftPeer.newBuilder(peer).setStartupRole(role).build();
  }

  private static List<RaftPeer> with(List<RaftPeer> peers, RaftPeer one) {
    var more = new ArrayList<>(peers);
    more.add(one);
    return more;
  }

  private static List<RaftPeer> without(List<RaftPeer> peers, RaftPeer one) {
    return peers.stream().filter(p -> !p.getId().equals(one.getId())).toList();
  }
}
