package io.matriarch.raft.ratis;

import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftStartException;
import io.matriarch.raft.codec.CommandCodec;
import io.matriarch.raft.codec.DecodedCommand;
import io.matriarch.raft.codec.Marker;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.server.storage.StorageImplUtils;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;

/**
 * Makes a group of one out of a member whose group has lost its majority for good, while no agent
 * runs here.
 *
 * <p>Raft's promise ends where this begins: what the others had committed and this member has not
 * heard of is gone, and where they are alive after all there are two groups. So it is an operator's
 * decision and never anything else's. What this member has written is taken as committed, since
 * nobody is left who could say otherwise. The log itself is set aside, and its id never used again.
 */
public final class LastResort {
  private final RaftSettings settings;
  private final RaftDirectory directory;
  private final Marker marker;
  private final Survivor survivor;

  /**
   * What there is to go on with.
   *
   * @param index of the last log entry that this member has
   * @param term of that entry
   * @param state after it
   * @param group who was in the group, as this member knew it: ids and addresses
   */
  public record Survivor(
      long index, long term, ClusterState state, SortedMap<String, String> group) {
    public Survivor {
      group = new TreeMap<>(group);
    }
  }

  private LastResort(
      RaftSettings settings, RaftDirectory directory, Marker marker, Survivor survivor) {
    this.settings = settings;
    this.directory = directory;
    this.marker = marker;
    this.survivor = survivor;
  }

  /**
   * Reads this member's log; changes nothing but a torn end, which is cut off.
   *
   * @param transitions the state machine
   * @throws RaftStartException where there is nothing that could go on, or an agent runs
   */
  public static LastResort of(
      RaftSettings settings, BiFunction<ClusterState, Command, Applied> transitions)
      throws RaftStartException {
    var problems = new ArrayList<>(settings.problems());
    if (!problems.isEmpty()) {
      throw new RaftStartException(problems);
    }
    var directory = new RaftDirectory(settings);
    directory.requireOwn();
    try {
      HostPort.parse(settings.bindAddress()).requireFree();
      return switch (directory.inspect()) {
        case RaftDirectory.Found.Log(var marker, var last) ->
            new LastResort(settings, directory, marker, replay(directory, marker, transitions));
        case RaftDirectory.Found.Nothing nothing ->
            throw refused("raft.data_dir %s holds no member".formatted(settings.dataDir()));
        case RaftDirectory.Found.Removed removed ->
            throw refused(
                "this member was removed from its group: what it has is from before that");
        case RaftDirectory.Found.Lost(var why, var marker) ->
            throw refused("this member's log cannot be trusted: " + why);
      };
    } catch (IOException e) {
      throw refused(
          "raft.data_dir %s or raft.bind_address %s cannot be used (%s); stop the agent first"
              .formatted(settings.dataDir(), settings.bindAddress(), e.getMessage()));
    }
  }

  private static RaftStartException refused(String why) {
    return new RaftStartException(List.of(why));
  }

  private static Survivor replay(
      RaftDirectory directory,
      Marker marker,
      BiFunction<ClusterState, Command, Applied> transitions)
      throws IOException {
    var files = directory.files();
    var snapshot = files.newest();
    var state = snapshot.state();
    long index = snapshot.index();
    long term = snapshot.term();
    for (var entry : files.entriesAfter(index)) {
      state = after(state, entry, transitions);
      index = entry.getIndex();
      term = entry.getTerm();
    }
    return new Survivor(index, term, state, marker.group());
  }

  private static ClusterState after(
      ClusterState state,
      LogEntryProto entry,
      BiFunction<ClusterState, Command, Applied> transitions) {
    if (!entry.hasStateMachineLogEntry()) {
      return state;
    }
    var bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
    return CommandCodec.decode(bytes) instanceof DecodedCommand.Known(Command command)
        ? transitions.apply(state, command).state()
        : state;
  }

  public Survivor survivor() {
    return survivor;
  }

  /**
   * Does it; the agent's next start is that of a group of one.
   *
   * @throws IOException where the disk fails; the message says where the old log is, which has to
   *     be put back before this is tried again
   */
  public void makeSingle() throws IOException {
    try {
      begin(PeerName.mint(settings.self()));
    } catch (IOException e) {
      var dir = settings.dataDir();
      throw new IOException(
          "%s; the old log is in %s if it is not in %s any more: move it back before this is tried again"
              .formatted(
                  e.getMessage(),
                  dir.resolve("damaged"),
                  directory.storage().resolve(GroupName.of(settings.scope()).getUuid().toString())),
          e);
    }
  }

  private void begin(PeerName name) throws IOException {
    var alone = new TreeMap<String, String>();
    alone.put(name.toString(), settings.advertiseAddress());
    directory.clear();
    try (var storage =
        StorageImplUtils.initRaftStorage(
            GroupName.of(settings.scope()).getUuid().toString(),
            RaftStorage.StartupOption.RECOVER,
            RatisOptions.server(
                settings, directory.storage(), RatisOptions.SNAPSHOT_EVERY_ENTRIES))) {
      storage.getMetadataFile().persist(RaftStorageMetadata.valueOf(survivor.term(), name.id()));
      var snapshots = new SimpleStateMachineStorage();
      snapshots.init(storage);
      SnapshotFile.write(
          snapshots, TermIndex.valueOf(survivor.term(), survivor.index()), survivor.state());
    }
    directory.save(
        new Marker(
            marker.scope(),
            name.toString(),
            Marker.Phase.MEMBER,
            alone,
            survivor.term(),
            survivor.index()));
  }
}
