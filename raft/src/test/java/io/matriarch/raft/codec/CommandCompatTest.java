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
  void a_field_of_a_later_version_is_ignored() {
    var bytes =
        """
        {"v":1,"type":"CancelOperation","later":1,
         "body":{"operationId":"o1","reason":"r","later":{"a":[1]}}}\
        """
            .getBytes(UTF_8);

    assertThat(CommandCodec.decode(bytes))
        .isEqualTo(new DecodedCommand.Known(new Command.CancelOperation("o1", "r")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "not json",
        "{\"v\":2,\"type\":\"CancelOperation\",\"body\":{\"operationId\":\"o\",\"reason\":\"r\"}}",
        "{\"v\":1,\"type\":\"Later\",\"body\":{}}",
        "{\"v\":1,\"type\":\"CancelOperation\"}",
        "{\"v\":1,\"type\":\"CancelOperation\",\"body\":{\"operationId\":\"o\"}}",
        "{\"v\":1,\"type\":\"ChooseCandidate\",\"body\":{\"operationId\":\"o\",\"candidate\":\"-\"}}",
        "{\"v\":1,\"type\":\"ChangeConfig\",\"body\":{\"expectedVersion\":1,\"tree\":[],\"by\":\"a\"}}",
        "{\"v\":1,\"type\":\"ExpireLease\",\"body\":{\"epoch\":-1,\"renewal\":1,\"reason\":\"r\"}}"
      })
  void what_cannot_be_read_is_unknown_and_never_an_exception(String text) {
    assertThat(CommandCodec.decode(text.getBytes(UTF_8)))
        .isInstanceOf(DecodedCommand.Unknown.class);
  }
}
