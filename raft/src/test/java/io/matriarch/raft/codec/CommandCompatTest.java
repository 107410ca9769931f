package io.matriarch.raft.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandCompatTest {
  private static final String BODY = "{\"operationId\":\"o1\",\"reason\":\"r\"}";

  static Stream<String> names() {
    return Samples.commands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void bytes_of_version_1_are_written_and_read_alike(String name) throws IOException {
    var command = Objects.requireNonNull(Samples.commands().get(name));
    var golden = Golden.of("command/" + name, CommandCodec.encode(command));

    assertThat(new String(CommandCodec.encode(command), UTF_8)).isEqualTo(golden);
    assertThat(CommandCodec.decode(golden.getBytes(UTF_8)))
        .isEqualTo(new DecodedCommand.Known(command));
  }

  @Test
  void every_kind_of_command_has_a_sample_and_a_name() {
    var permitted =
        Stream.of(Command.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());

    assertThat(CommandCodec.TYPES.keySet()).isEqualTo(permitted);
    assertThat(
            Samples.commands().values().stream()
                .map(c -> c.getClass().getSimpleName())
                .collect(Collectors.toSet()))
        .isEqualTo(permitted);
  }

  @Test
  void a_later_envelope_may_say_more() {
    assertThat(
            decoded(
                "{\"later\":1,\"v\":1,\"type\":\"CancelOperation\",\"body\":%s}".formatted(BODY)))
        .isEqualTo(new DecodedCommand.Known(new Command.CancelOperation("o1", "r")));
  }

  /** The others may act on it: left out here, this member's state would be another one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":2,\"type\":\"CancelOperation\",\"body\":{\"operationId\":\"o\",\"reason\":\"r\"}}",
        "{\"v\":2}",
        "{\"v\":1,\"type\":\"Later\",\"body\":{}}",
        "{\"v\":1,\"type\":\"CancelOperation\",\"body\":{\"operationId\":\"o\"}}",
        "{\"v\":1,\"type\":\"CancelOperation\",\"body\":{\"operationId\":\"o\",\"reason\":\"r\",\"later\":{\"a\":1}}}",
        "{\"v\":1,\"type\":\"ChooseCandidate\",\"body\":{\"operationId\":\"o\",\"candidate\":\"-\"}}",
        "{\"v\":1,\"type\":\"ChangeConfig\",\"body\":{\"expectedVersion\":1,\"tree\":[],\"by\":\"a\"}}",
        "{\"v\":1,\"type\":\"ExpireLease\",\"body\":{\"epoch\":-1,\"renewal\":1,\"reason\":\"r\"}}"
      })
  void what_only_a_later_version_can_have_written_is_unknown(String text) {
    assertThat(decoded(text)).isInstanceOf(DecodedCommand.Unknown.class);
  }

  /** Else anybody's garbage would stop every member, now and at each start. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "not json",
        "{\"type\":\"CancelOperation\",\"body\":{}}",
        "{\"v\":0,\"type\":\"CancelOperation\",\"body\":{}}",
        "{\"v\":1,\"body\":{}}",
        "{\"v\":1,\"type\":\"CancelOperation\"}"
      })
  void what_no_version_writes_is_noise(String text) {
    assertThat(decoded(text)).isInstanceOf(DecodedCommand.Noise.class);
  }

  private static DecodedCommand decoded(String text) {
    return CommandCodec.decode(text.getBytes(UTF_8));
  }
}
