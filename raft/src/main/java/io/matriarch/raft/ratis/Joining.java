package io.matriarch.raft.ratis;

import io.matriarch.raft.ChangeOutcome;
import io.matriarch.raft.Invitation;
import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.codec.Marker;
import io.matriarch.raft.ratis.PeerSurvey.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a member without a log gets a vote.
 *
 * <p>Every start without a log mints a new peer id and waits with it, voteless. Then one of these:
 *
 * <ul>
 *   <li>A member of the group answers, and the group does not know the id: the Raft leader is asked
 *       to put it in the place of this member's old id. Also a member whose disk was wiped, or that
 *       has moved to another address, comes back so; its old id never votes again.
 *   <li>A member answers, and the group was formed with the id. It was minted in this very start,
 *       so it has never voted, and may start with that group.
 *   <li>All configured members answer that they wait too: the first by name forms the group from
 *       the ids it was told. One former only, so there are never two groups.
 *   <li>It is configured to join: it shows its certificate or its token, or waits until an operator
 *       adds it. It never forms a group.
 * </ul>
 *
 * <p>A member that lost a log may not form: the state that it lost would be lost to all.
 */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final long PAUSE_MILLIS = 100;
  private static final String HINT =
      "start the members that do not answer, and compare scope and raft.peers of all of them";

  /** A connection may fail for other reasons while members start. */
  private static final int WRONG_ROUNDS = 5;

  /** Starts Ratis under an id, with a group or waiting for one. */
  interface Starter {
    MemberServer start(PeerName name, List<RaftPeer> group, long replayEnd) throws IOException;
  }

  private final RaftSettings settings;
  private final RaftDirectory directory;
  private final Contacts contacts;
  private final PeerSurvey survey;
  private final GroupDesk desk;
  private final Starter starter;
  private final Standing standing;
  private @Nullable RaftPeerId previous;
  private int wrongRounds;

  Joining(
      RaftSettings settings,
      RaftDirectory directory,
      Contacts contacts,
      PeerSurvey survey,
      GroupDesk desk,
      Starter starter,
      Standing standing) {
    this.settings = settings;
    this.directory = directory;
    this.contacts = contacts;
    this.survey = survey;
    this.desk = desk;
    this.starter = starter;
    this.standing = standing;
  }

  /** The first start, as far as this disk knows. */
  MemberServer first() throws IOException, InterruptedException, JoinRefusedException {
    return join(Marker.Phase.FRESH);
  }

  /**
   * After the loss of a log, or a move to another address.
   *
   * @param why what was lost
   * @param peer the id that it had; null where nobody knows
   */
  MemberServer again(String why, @Nullable PeerName peer)
      throws IOException, InterruptedException, JoinRefusedException {
    previous = peer == null ? null : peer.id();
    standing.trouble(Health.RECOVERING, why);
    var patience = new Patience(System.nanoTime());
    // Answers of a waiting server would let the others form a group without what was lost here.
    while (true) {
      var answers = round();
      if (PeerSurvey.bestFormed(answers.values()).isPresent()) {
        break;
      }
      waits(
          patience,
          Health.RECOVERING,
          contacts.others().isEmpty()
              ? "%s, and no other member has its state; restore raft.data_dir, or empty it to begin anew"
                  .formatted(why)
              : "%s; this member waits for a member of the group to join it again: %s"
                  .formatted(why, PeerSurvey.describe(answers)));
      Thread.sleep(5 * PAUSE_MILLIS);
    }
    return join(Marker.Phase.REJOINING);
  }

  private MemberServer join(Marker.Phase phase)
      throws IOException, InterruptedException, JoinRefusedException {
    var name = PeerName.mint(settings.self());
    directory.clear();
    directory.save(marker(name, phase, List.of()));
    var server = starter.start(name, List.of(), -1);
    boolean seated = false;
    try {
      var group = await(server, phase);
      if (!group.isEmpty()) {
        server.close();
        directory.save(marker(name, Marker.Phase.MEMBER, group));
        server = starter.start(name, group, -1);
      } else {
        directory.save(marker(name, Marker.Phase.MEMBER, List.of()));
        if (!server.isVoter()) {
          // A listener that has just been added plays a follower until it is started anew.
          server.close();
          server = starter.start(name, List.of(), -1);
        }
      }
      seated = true;
      LOG.atInfo()
          .addKeyValue("peer", name)
          .addKeyValue("formed_with", group)
          .log("raft membership established");
      return server;
    } finally {
      if (!seated) {
        server.close();
      }
    }
  }

  /** The group to start with; empty where the log brought the membership. */
  private List<RaftPeer> await(MemberServer server, Marker.Phase phase)
      throws InterruptedException, JoinRefusedException {
    boolean asked = !settings.join().isEmpty();
    var patience = new Patience(System.nanoTime());
    var refusal = "";
    while (!server.hasSeat()) {
      var answers = round();
      var formed = PeerSurvey.bestFormed(answers.values());
      if (formed.isPresent()) {
        var group = formed.get().group();
        contacts.learn(group.all().toList());
        boolean known = group.has(server.name().id());
        if (known && !asked) {
          return group.voters();
        }
        if (!known) {
          // From here on only the log can bring the membership, never a static group.
          asked = true;
          refusal = formed.get().leads() ? askForSeat(server.name(), phase, group) : refusal;
        }
      } else if (phase == Marker.Phase.FRESH && mayForm(answers)) {
        return everybody(server.name(), answers);
      }
      var health = phase == Marker.Phase.FRESH ? Health.STARTING : Health.RECOVERING;
      waits(
          patience, health, "waiting to join the group: " + refusal + PeerSurvey.describe(answers));
      Thread.sleep(settings.join().isEmpty() ? PAUSE_MILLIS : 5 * PAUSE_MILLIS);
    }
    return List.of();
  }

  private void waits(Patience patience, Health health, String why) {
    standing.trouble(health, why);
    if (patience.endsWith(why, System.nanoTime())) {
      LOG.atWarn()
          .addKeyValue("reason", why)
          .addKeyValue("hint", HINT)
          .log("raft member still waits to take part");
    }
  }

  /** Asks those who are known, and where to find others. */
  private SortedMap<String, Answer> round() throws InterruptedException, JoinRefusedException {
    if (settings.join().isEmpty()) {
      return survey.ask();
    }
    switch (settings.invitation().directions()) {
      case Invitation.Directions.Found found ->
          contacts.hear(
              found.addresses().stream()
                  .filter(a -> !a.equals(settings.advertiseAddress()))
                  .toList());
      case Invitation.Directions.Wrong wrong -> throw new JoinRefusedException(wrong.why());
    }
    var answers = survey.ask();
    var wrong = PeerSurvey.wrongDoor(answers.values(), settings.scope());
    wrongRounds = wrong.isPresent() ? wrongRounds + 1 : 0;
    if (wrong.isPresent() && wrongRounds >= WRONG_ROUNDS) {
      throw new JoinRefusedException(wrong.get());
    }
    return answers;
  }

  private boolean mayForm(SortedMap<String, Answer> answers) {
    return settings.join().isEmpty()
        && settings.peers().firstKey().equals(settings.self())
        && answers.values().stream().allMatch(Answer.Unformed.class::isInstance);
  }

  private List<RaftPeer> everybody(PeerName own, Map<String, Answer> answers) {
    var group = new ArrayList<RaftPeer>();
    group.add(GroupDesk.peer(own.toString(), settings.advertiseAddress()));
    answers.forEach(
        (member, answer) -> {
          if (answer instanceof Answer.Unformed unformed) {
            group.add(
                GroupDesk.peer(
                    unformed.id().toString(), contacts.others().getOrDefault(member, "")));
          }
        });
    return group;
  }

  /**
   * One change, so that the group never has fewer voters than before; the new one catches up first.
   * A node that is no member yet may do that of its own accord only where a certificate, checked
   * with each connection, says that it may be one.
   *
   * @return why it has no seat yet; empty where it was asked for
   */
  private String askForSeat(PeerName name, Marker.Phase phase, GroupView group)
      throws InterruptedException, JoinRefusedException {
    boolean stranger = phase == Marker.Phase.FRESH && !settings.join().isEmpty();
    if (stranger && settings.tls() == null && !returns(group)) {
      return knock(name);
    }
    var newcomer = GroupDesk.peer(name.toString(), settings.advertiseAddress());
    return switch (desk.seat(newcomer, previous, settings.votes())) {
      case ChangeOutcome.Done done -> "";
      case ChangeOutcome.Unknown unknown -> unknown.why() + "; ";
      case ChangeOutcome.Refused refused when stranger && refused.lasting() ->
          throw new JoinRefusedException("raft.join: " + refused.why());
      case ChangeOutcome.Refused refused -> refused.why() + "; ";
    };
  }

  private String knock(PeerName name) throws InterruptedException, JoinRefusedException {
    if (!settings.invitation().opens()) {
      return "matriarchctl member add %s --address %s has to be run on the cluster, since this node has neither raft.tls nor raft.join_token_file; "
          .formatted(name.member(), settings.advertiseAddress());
    }
    return switch (settings.invitation().knock()) {
      case Invitation.Answer.Welcome welcome -> "";
      case Invitation.Answer.Later later -> later.why() + "; ";
      case Invitation.Answer.Refused refused ->
          throw new JoinRefusedException("raft.join: " + refused.why());
    };
  }

  /** This node's name and address are in the group: it is the one whose disk was wiped. */
  private boolean returns(GroupView group) {
    return group
        .named(settings.self())
        .filter(p -> p.getAddress().equals(settings.advertiseAddress()))
        .isPresent();
  }

  private Marker marker(PeerName name, Marker.Phase phase, List<RaftPeer> group) {
    return new Marker(settings.scope(), name.toString(), phase, addresses(group), 0, -1);
  }

  static SortedMap<String, String> addresses(List<RaftPeer> group) {
    var addresses = new TreeMap<String, String>();
    group.forEach(p -> addresses.put(p.getId().toString(), p.getAddress()));
    return addresses;
  }
}
