package io.matriarch.raft.ratis;

import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.codec.Marker;
import io.matriarch.raft.ratis.PeerSurvey.Answer;
import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.ratis.protocol.RaftPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a member without a log gets a vote.
 *
 * <p>Every start without a log mints a new peer id and waits with it, voteless. Then one of these:
 *
 * <ul>
 *   <li>A member of the group answers, and the group does not know the id: the Raft leader is asked
 *       to put it in the place of this member's old id. Also a member whose disk was wiped comes
 *       back so; its old id never votes again.
 *   <li>A member answers, and the group was formed with the id. It was minted in this very start,
 *       so it has never voted, and may start with that group.
 *   <li>All configured members answer that they wait too: the first by name forms the group from
 *       the ids it was told. One former only, so there are never two groups.
 * </ul>
 *
 * <p>A member that lost a log may not form: the state that it lost would be lost to all.
 */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final long PAUSE_MILLIS = 100;
  private static final String HINT =
      "start the members that do not answer, and compare scope and raft.peers of all of them";

  /** Starts Ratis under an id, with a group or waiting for one. */
  interface Starter {
    MemberServer start(PeerName name, List<RaftPeer> group, long replayEnd) throws IOException;
  }

  private final RaftSettings settings;
  private final RaftDirectory directory;
  private final PeerSurvey survey;
  private final PeerCalls admin;
  private final Starter starter;
  private final Standing standing;

  Joining(
      RaftSettings settings,
      RaftDirectory directory,
      PeerSurvey survey,
      PeerCalls admin,
      Starter starter,
      Standing standing) {
    this.settings = settings;
    this.directory = directory;
    this.survey = survey;
    this.admin = admin;
    this.starter = starter;
    this.standing = standing;
  }

  /** The first start, as far as this disk knows. */
  MemberServer first() throws IOException, InterruptedException {
    return join(Marker.Phase.FRESH);
  }

  /**
   * After the loss of a log.
   *
   * @param why what was lost
   */
  MemberServer again(String why) throws IOException, InterruptedException {
    standing.trouble(Health.RECOVERING, why);
    var patience = new Patience(System.nanoTime());
    // Answers of a waiting server would let the others form a group without what was lost here.
    while (true) {
      var answers = survey.ask();
      if (PeerSurvey.bestFormed(answers.values()).isPresent()) {
        break;
      }
      waits(
          patience,
          Health.RECOVERING,
          settings.peers().size() == 1
              ? "%s, and no other member has its state; restore raft.data_dir, or empty it to begin anew"
                  .formatted(why)
              : "%s; this member waits for a member of the group to join it again: %s"
                  .formatted(why, PeerSurvey.describe(answers)));
      Thread.sleep(5 * PAUSE_MILLIS);
    }
    return join(Marker.Phase.REJOINING);
  }

  private MemberServer join(Marker.Phase phase) throws IOException, InterruptedException {
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
      throws InterruptedException {
    boolean asked = false;
    var patience = new Patience(System.nanoTime());
    while (!(server.isVoter() && server.running())) {
      var answers = survey.ask();
      var formed = PeerSurvey.bestFormed(answers.values());
      if (formed.isPresent()) {
        boolean known = contains(formed.get().voters(), server.name());
        if (known && !asked) {
          return formed.get().voters();
        }
        if (!known) {
          // From here on only the log can bring the membership, never a static group.
          asked = true;
          askForSeat(server.name(), formed.get());
        }
      } else if (phase == Marker.Phase.FRESH && mayForm(answers)) {
        return everybody(server.name(), answers);
      }
      var health = phase == Marker.Phase.FRESH ? Health.STARTING : Health.RECOVERING;
      waits(patience, health, "waiting to join the group: " + PeerSurvey.describe(answers));
      Thread.sleep(PAUSE_MILLIS);
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

  private boolean mayForm(SortedMap<MemberId, Answer> answers) {
    return settings.peers().firstKey().equals(settings.self())
        && answers.values().stream().allMatch(Answer.Unformed.class::isInstance);
  }

  private List<RaftPeer> everybody(PeerName own, Map<MemberId, Answer> answers) {
    var group = new ArrayList<RaftPeer>();
    group.add(peer(own.toString(), settings.advertiseAddress()));
    answers.forEach(
        (member, answer) -> {
          if (answer instanceof Answer.Unformed unformed) {
            group.add(peer(unformed.id().toString(), settings.peers().getOrDefault(member, "")));
          }
        });
    return group;
  }

  /**
   * One change, so that the group never has fewer voters than before; the new one catches up first.
   * Blocks until the change is made or refused, at most as long as {@link
   * RatisOptions#STAGING_TIMEOUT} and a little.
   */
  private void askForSeat(PeerName name, Answer.Formed group) {
    var leader = group.voters().stream().filter(v -> v.getId().equals(group.id())).findFirst();
    if (!group.leads() || leader.isEmpty()) {
      return;
    }
    var self = Optional.of(settings.self());
    var wanted = new ArrayList<RaftPeer>();
    for (var voter : group.voters()) {
      if (!PeerName.memberOf(voter.getId()).equals(self)) {
        wanted.add(voter);
      }
    }
    wanted.add(peer(name.toString(), settings.advertiseAddress()));
    try {
      var reply = admin.replaceMembers(leader.get(), group.voters(), wanted);
      if (!reply.isSuccess()) {
        LOG.atDebug().addKeyValue("answer", reply.getException()).log("membership not changed");
      }
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("membership perhaps not changed");
    }
  }

  private Marker marker(PeerName name, Marker.Phase phase, List<RaftPeer> group) {
    return new Marker(settings.scope(), name.toString(), phase, addresses(group), 0, -1);
  }

  static SortedMap<String, String> addresses(List<RaftPeer> group) {
    var addresses = new TreeMap<String, String>();
    group.forEach(p -> addresses.put(p.getId().toString(), p.getAddress()));
    return addresses;
  }

  private static boolean contains(List<RaftPeer> voters, PeerName name) {
    return voters.stream().anyMatch(v -> v.getId().equals(name.id()));
  }

  static RaftPeer peer(String id, String address) {
    return RaftPeer.newBuilder().setId(id).setAddress(address).build();
  }
}
