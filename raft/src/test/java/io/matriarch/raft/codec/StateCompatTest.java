package io.matriarch.raft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Stance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateCompatTest {
  @Test
  void a_snapshot_of_version_1_is_written_and_read_alike() throws Exception {
    var state = Samples.richState();
    var golden = Golden.of("snapshot/rich", StateCodec.encode(state));

    assertThat(new String(StateCodec.encode(state), UTF_8)).isEqualTo(golden);
    assertThat(StateCodec.decode(golden.getBytes(UTF_8))).isEqualTo(state);
  }

  @Test
  void a_snapshot_from_before_versions_of_the_configuration_were_kept_is_read() throws Exception {
    var bytes =
        Files.readAllBytes(Path.of("src/test/resources/golden/snapshot/without-configs.json"));

    assertThat(StateCodec.decode(bytes))
        .satisfies(
            state -> {
              assertThat(state.configs()).isEmpty();
              assertThat(state.scheduled()).isNull();
              assertThat(state.hooks()).isEmpty();
              assertThat(state.config()).isEqualTo(Samples.richState().config());
            });
  }

  @Test
  void what_a_standby_leader_says_is_kept_and_nothing_was_said_before_it_could_be()
      throws Exception {
    var before = Files.readString(Path.of("src/test/resources/golden/snapshot/rich.json"));
    var said = before.replace("\"lease\":{", "\"lease\":{\"stance\":\"FOLLOWS\",");

    assertThat(stance(StateCodec.decode(before.getBytes(UTF_8)))).isNull();
    var state = StateCodec.decode(said.getBytes(UTF_8));
    assertThat(stance(state)).isEqualTo(Stance.FOLLOWS);
    assertThat(StateCodec.decode(StateCodec.encode(state))).isEqualTo(state);
  }

  private static @Nullable Stance stance(ClusterState state) {
    return Objects.requireNonNull(state.lease()).stance();
  }

  @Test
  void the_empty_state_survives() throws Exception {
    assertThat(StateCodec.decode(StateCodec.encode(ClusterState.EMPTY)))
        .isEqualTo(ClusterState.EMPTY);
  }

  @Test
  void a_snapshot_of_another_version_is_an_error_that_says_so() {
    assertThatThrownBy(
            () -> StateCodec.decode("{\"v\":9,\"type\":\"ClusterState\"}".getBytes(UTF_8)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void every_reply_survives_and_an_unknown_reason_stays_a_refusal() throws Exception {
    for (var reason : Reason.values()) {
      var refused = new Reply.Refused(reason, "e7, not e6");
      assertThat(ReplyCodec.decode(ReplyCodec.encode(refused))).isEqualTo(refused);
    }
    assertThat(ReplyCodec.decode(ReplyCodec.encode(new Reply.Done()))).isEqualTo(new Reply.Done());

    var later = "{\"v\":1,\"type\":\"Refused\",\"body\":{\"reason\":\"LATER\",\"detail\":\"d\"}}";
    assertThat(ReplyCodec.decode(later.getBytes(UTF_8)))
        .isEqualTo(new Reply.Refused(Reason.UNKNOWN_FORMAT, "LATER: d"));
  }

  @Test
  void a_marker_of_version_1_is_written_and_read_alike() throws Exception {
    var group = new TreeMap<String, String>();
    group.put("n1-5f3a9c21", "127.0.0.1:7008");
    var marker = new Marker("demo", "n1-5f3a9c21", Marker.Phase.MEMBER, group, 3, 42);
    var golden = Golden.of("marker/member", marker.encode());

    assertThat(new String(marker.encode(), UTF_8)).isEqualTo(golden);
    assertThat(Marker.decode(golden.getBytes(UTF_8))).isEqualTo(marker);
  }
}
