package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.PermanentSlot;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SlotConfig;
import io.matriarch.statemachine.model.SlotMatch;
import io.matriarch.statemachine.model.SlotSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which replication slots this node shall have, as things are. Carried out beside the acts: no act
 * ever waits for a slot.
 *
 * @param epoch under which it was made; void under another
 * @param side what the server must be for it to be carried out
 * @param wanted slots that shall be there
 * @param ignored slots that are never dropped
 * @param memberTtl a slot that was made here and is wanted no more is dropped after this
 * @param drops slots may be dropped now
 * @param through the slot to stream through, by the {@code host:port} of each server that says what
 *     it has; empty for none
 */
public record SlotPlan(
    Epoch epoch,
    Side side,
    List<SlotWish> wanted,
    List<SlotMatch> ignored,
    Duration memberTtl,
    boolean drops,
    SortedMap<String, String> through) {
  /** Slots are looked at and left alone. */
  public static final SlotPlan NONE =
      new SlotPlan(
          Epoch.NONE, Side.UNSURE, List.of(), List.of(), Duration.ZERO, false, new TreeMap<>());

  public SlotPlan {
    wanted = List.copyOf(wanted);
    ignored = List.copyOf(ignored);
    through = Collections.unmodifiableSortedMap(new TreeMap<>(through));
  }

  /** What the server is. */
  public enum Side {
    /** Nobody can say for long: while roles change, and while an act runs. */
    UNSURE,
    PRIMARY,
    STANDBY
  }

  /** True where what was begun under this plan may go on under {@code other}. */
  public boolean holdsUnder(SlotPlan other) {
    return side != Side.UNSURE && side == other.side && epoch.equals(other.epoch);
  }

  /** The plan for {@code seen}. */
  public static SlotPlan of(NodeSeen seen) {
    var config = SlotConfig.of(seen.state().config());
    var through = through(seen);
    var side = config.used() ? side(seen) : Side.UNSURE;
    return new SlotPlan(
        seen.state().epoch(),
        side,
        side == Side.UNSURE ? List.of() : wanted(seen, side, config),
        config.ignored(),
        config.memberTtl(),
        !seen.state().paused(),
        through);
  }

  private static SortedMap<String, String> through(NodeSeen seen) {
    var through = new TreeMap<String, String>();
    for (var member : seen.state().members().values()) {
      MemberSlot.at(seen, member.postgresAddress())
          .ifPresent(slot -> through.put(member.postgresAddress(), slot));
    }
    return through;
  }

  private static Side side(NodeSeen seen) {
    if (seen.memory().running() != null
        || seen.state().operation() != null
        || seen.state().lease() == null
        || seen.stoppingSinceNanos() != null) {
      return Side.UNSURE;
    }
    if (seen.database().isPrimary() && seen.mayBePrimary()) {
      return Side.PRIMARY;
    }
    var stays = seen.ownLease().isEmpty() || seen.state().followsAnother();
    return seen.database().isStandby() && stays ? Side.STANDBY : Side.UNSURE;
  }

  private static List<SlotWish> wanted(NodeSeen seen, Side side, SlotConfig config) {
    var wanted = new ArrayList<SlotWish>();
    var own = MemberSlot.name(seen.id());
    for (var member : seen.state().members().values()) {
      var report = seen.reports().get(member.id());
      if (member.kind() != MemberKind.WITNESS && !member.id().equals(seen.id()) && report != null) {
        MemberSlot.of(member.id(), seen.state())
            .ifPresent(name -> wanted.add(ofMember(seen, member, report, name)));
      }
    }
    // Readers of permanent slots are where writes are; here they would keep WAL for nobody.
    var permanent = seen.state().followsAnother() ? List.<PermanentSlot>of() : config.permanent();
    for (var slot : permanent) {
      // The consumer of a slot that is called like this node is this node.
      var taken = wanted.stream().anyMatch(w -> w.name().equals(slot.name()));
      if (!slot.name().equals(own) && !taken) {
        wanted.add(SlotWish.permanent(slot, side == Side.STANDBY ? reached(seen, slot) : null));
      }
    }
    return wanted;
  }

  private static SlotWish ofMember(NodeSeen seen, Member member, MemberReport report, String name) {
    var primary = seen.state().isHolder(member.id());
    return SlotWish.ofMember(name, received(seen, report, primary), primary);
  }

  /**
   * How far a member came that streams from another server; null where its position says nothing
   * here. One whose history has forked will be rewound, and need WAL from before the fork.
   */
  private static @Nullable Lsn received(NodeSeen seen, MemberReport report, boolean primary) {
    var answer = seen.database().answer();
    var position = report.position();
    var follows = primary || report.state() == ServerState.STREAMING;
    return answer != null
            && position != null
            && follows
            && position.timeline() == answer.position().timeline()
        ? position.lsn()
        : null;
  }

  /** How far the reader of a permanent slot came on the primary. */
  private static @Nullable Lsn reached(NodeSeen seen, PermanentSlot slot) {
    return seen.primaryReport().stream()
        .flatMap(r -> r.slots().stream())
        .filter(s -> s.name().equals(slot.name()) && s.logical() == slot.logical() && !s.lost())
        .map(SlotSeen::reached)
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
