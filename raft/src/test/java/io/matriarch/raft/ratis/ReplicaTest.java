package io.matriarch.raft.ratis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.codec.CommandCodec;
import io.matriarch.raft.codec.FormatException;
import io.matriarch.raft.codec.ReplyCodec;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.transition.Transitions;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private static final int LATER = ClusterState.FEATURE_LEVEL + 1;

  private final List<String> halted = new ArrayList<>();
  private final AppliedLog applied = new AppliedLog(event -> {});
  private final Replica replica =
      new Replica(
          Transitions::apply,
          applied,
          new Replica.Hooks() {
            @Override
            public void leadershipMoved() {}

            @Override
            public void logFailed(String why) {}

            @Override
            public void halted(String why) {
              halted.add(why);
            }

            @Override
            public void snapshotTaken() {}
          },
          0);
  private long index;

  /** It has a vote; and what it had by then, in a snapshot, no later version could mend. */
  @Test
  void member_stops_at_what_it_cannot_read_and_writes_nothing_down() throws Exception {
    apply(register("n1", ClusterState.FEATURE_LEVEL));
    apply("{\"v\":1,\"type\":\"MoveEverything\",\"body\":{}}".getBytes(UTF_8));

    assertThat(apply(register("n2", ClusterState.FEATURE_LEVEL))).isInstanceOf(Reply.Refused.class);

    assertThat(applied.current().index()).isEqualTo(1);
    assertThat(applied.current().state().members()).hasSize(1);
    assertThat(replica.getLastAppliedTermIndex().getIndex()).isEqualTo(1);
    assertThat(replica.takeSnapshot()).isEqualTo(RaftLog.INVALID_LOG_INDEX);
    assertThat(halted)
        .singleElement()
        .asString()
        .contains("entry 2", "MoveEverything", "install the version that the other members have");
  }

  /** It may read what follows, and judge it by older rules than the others. */
  @Test
  void member_stops_where_the_level_is_raised_past_its_own() throws Exception {
    apply(register("n1", LATER));
    apply(CommandCodec.encode(new Command.RaiseLevel(LATER, null)));
    apply(register("n2", LATER));

    assertThat(applied.current().state().featureLevel()).isEqualTo(LATER);
    assertThat(applied.current().state().members()).hasSize(1);
    assertThat(replica.takeSnapshot()).isEqualTo(RaftLog.INVALID_LOG_INDEX);
    assertThat(halted).singleElement().asString().contains("level " + LATER);
  }

  @Test
  void garbage_stops_nobody() throws Exception {
    apply("not even an envelope".getBytes(UTF_8));
    apply(register("n1", ClusterState.FEATURE_LEVEL));

    assertThat(applied.current().index()).isEqualTo(2);
    assertThat(applied.current().state().members()).hasSize(1);
    assertThat(halted).isEmpty();
  }

  private static byte[] register(String name, int level) {
    var id = new MemberId(name);
    return CommandCodec.encode(
        new Command.RegisterMember(
            new Member(id, MemberKind.DATABASE, "http://" + id, id + ":5432", Tags.NONE, level)));
  }

  private Reply apply(byte[] bytes) throws FormatException {
    var entry =
        LogEntryProto.newBuilder()
            .setTerm(1)
            .setIndex(++index)
            .setStateMachineLogEntry(
                StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(bytes)))
            .build();
    var message =
        replica.applyTransaction(replica.startTransaction(entry, RaftPeerRole.FOLLOWER)).join();
    return ReplyCodec.decode(message.getContent().toByteArray());
  }
}
