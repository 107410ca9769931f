package io.matriarch.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.chaos.history.edn.Edn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir Path dir;

  @Test
  void what_is_taken_down_is_in_the_file_at_once_and_read_as_the_same() throws IOException {
    var file = dir.resolve("history.edn");
    var clock = new AtomicLong();
    try (var recorder = new Recorder(file, () -> clock.addAndGet(7))) {
      recorder.invoke(0, "txn", Edn.vec(Edn.vec(Edn.keyword("append"), Edn.of(1), Edn.of(2))));
      recorder.invoke(1, "add", Edn.of(5));
      recorder.ok(0, "txn", Edn.NIL, "a", 3);
      recorder.fail(1, "add", Edn.of(5), "b", "40001 could \"not\"\nserialize");
      recorder.invoke(1, "add", Edn.of(6));
      recorder.info(1, "add", Edn.of(6), "", "no answer");

      assertThat(HistoryFile.read(file)).isEqualTo(recorder.soFar());
    }
    assertThat(Files.readAllLines(file))
        .first()
        .isEqualTo(
            "{:type :invoke, :f :txn, :value [[:append 1 2]], :time 7, :process 0, :index 0}");

    var copy = dir.resolve("copy.edn");
    HistoryFile.write(HistoryFile.read(file), copy);
    assertThat(copy).hasSameTextualContentAs(file);
  }

  @Test
  void a_history_of_jepsen_is_read_without_its_nemesis() throws IOException {
    var history =
        read(
            """
            {:type :invoke, :f :read, :value [1 nil], :process 0, :time 10, :index 0}
            {:process :nemesis, :type :info, :f :start, :value "isolated", :time 11, :index 1}
            #jepsen.history.Op{:type :ok, :f :read, :value [1 4], :process 0, :time 12, :index 2}
            """);

    assertThat(history.operations())
        .singleElement()
        .satisfies(
            read -> {
              assertThat(read.ok()).isTrue();
              assertThat(read.endNanos()).isEqualTo(12);
            });
  }

  @Test
  void a_last_line_that_was_cut_short_is_left_out_and_no_other() throws IOException {
    String whole = "{:type :invoke, :f :add, :value 1, :process 0}\n";

    assertThat(read(whole + "{:type :ok, :f :a").ops()).hasSize(1);
    assertThatThrownBy(() -> read(whole + "{:type :ok,\n" + whole))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void what_never_ended_is_in_doubt() throws IOException {
    var operation =
        read("{:type :invoke, :f :add, :value 1, :process 0}\n").operations().getFirst();

    assertThat(operation.outcome()).isEqualTo(OpType.INFO);
    assertThat(operation.endNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_process_does_one_thing_at_a_time() {
    var op = new Op(0, OpType.INVOKE, 1, 0, "add", Edn.of(1), "", 0, "");

    assertThatThrownBy(() -> new OpHistory(List.of(op, op.at(1))).operations())
        .hasMessageContaining("process 1 is busy");
    assertThatThrownBy(
            () ->
                new OpHistory(List.of(new Op(0, OpType.OK, 1, 0, "add", Edn.of(1), "a", 1, "")))
                    .operations())
        .hasMessageContaining("nothing was begun");
  }

  private OpHistory read(String text) throws IOException {
    var file = dir.resolve("read.edn");
    Files.writeString(file, text);
    return HistoryFile.read(file);
  }
}
