package io.matriarch.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.history.Op;
import io.matriarch.chaos.history.Recorder;
import io.matriarch.chaos.history.edn.Edn;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  @TempDir Path dir;
  private Recorder recorder;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicReference<@Nullable SQLWarning> warning = new AtomicReference<>();
  private @Nullable SQLException shut;

  @BeforeEach
  void begin() throws IOException {
    recorder = new Recorder(dir.resolve("history.edn"), System::nanoTime);
  }

  @AfterEach
  void end() throws IOException {
    recorder.close();
  }

  @Test
  void an_answer_has_the_name_of_the_node_that_gave_it() {
    var session = session(Answer.done(Edn.of(1)));

    assertThat(session.step()).isTrue();

    assertThat(lines()).containsExactly("0 INVOKE add ", "0 OK add n1");
  }

  @Test
  void after_a_doubt_the_client_goes_on_as_another_process_over_another_connection() {
    var session = session(new SQLException("gone", "08006"), Answer.done(Edn.of(2)));

    assertThat(session.step()).isFalse();
    assertThat(session.step()).isTrue();

    assertThat(lines())
        .containsExactly("0 INVOKE add ", "0 INFO add n1", "5 INVOKE add ", "5 OK add n1");
    assertThat(opened).hasValue(2);
  }

  @Test
  void after_a_failure_the_process_is_the_same() {
    var session = session(new SQLException("no", "40001"), new Answer.Not("other value"));

    session.step();
    session.step();

    assertThat(lines())
        .containsExactly("0 INVOKE add ", "0 FAIL add n1", "0 INVOKE add ", "0 FAIL add n1");
  }

  @Test
  void a_commit_that_did_not_wait_is_in_doubt() {
    warning.set(new SQLWarning("canceling wait for synchronous replication", "01000"));

    assertThat(session(Answer.done(Edn.of(1))).step()).isFalse();

    assertThat(lines()).containsExactly("0 INVOKE add ", "0 INFO add n1");
  }

  @Test
  void nothing_is_taken_down_while_there_is_nobody_to_ask() {
    shut = new SQLException("refused", "08001");

    assertThat(session(Answer.done(Edn.of(1))).step()).isFalse();

    assertThat(lines()).isEmpty();
  }

  @Test
  void a_run_prepares_asks_reads_at_the_end_and_judges() {
    var script = new Script(new ArrayDeque<>(List.of(Answer.done(Edn.of(1)))));
    var workload = new OneAnswer(script);
    var run =
        new WorkloadRun(
            workload, doors(), Thread::new, recorder, new WorkloadRun.Pace(1, 1_000, 7));

    run.prepare(Duration.ofSeconds(5));
    run.start();
    org.awaitility.Awaitility.await().until(() -> recorder.soFar().ops().size() >= 4);
    run.stop();
    run.finalReads(Duration.ofSeconds(5));

    assertThat(workload.prepared).hasValue(1);
    assertThat(run.judge(Promise.ACKNOWLEDGED_SURVIVES)).containsOnlyKeys("one/any");
    assertThat(run.history().ops().getLast().process()).isGreaterThanOrEqualTo(1_000_000_000L);
  }

  private List<String> lines() {
    return recorder.soFar().ops().stream().map(SessionTest::line).toList();
  }

  private static String line(Op op) {
    return "%d %s %s %s".formatted(op.process(), op.type(), op.f(), op.node());
  }

  private Session session(Object... script) {
    return new Session(
        new Script(new ArrayDeque<>(Arrays.asList(script))), doors(), recorder, 0, 5);
  }

  /** Answers and failures in turn, the last one for ever. */
  private record Script(Queue<Object> script) implements Client {
    @Override
    public Door door() {
      return new Door.Primary();
    }

    @Override
    public Request next() {
      return Request.write("add", Edn.of(1));
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      Object next = script.size() > 1 ? script.remove() : script.element();
      if (next instanceof SQLException failure) {
        throw failure;
      }
      return (Answer) next;
    }
  }

  private record OneAnswer(Client client, AtomicInteger prepared) implements Workload {
    OneAnswer(Client client) {
      this(client, new AtomicInteger());
    }

    @Override
    public String name() {
      return "one";
    }

    @Override
    public void prepare(Connection primary) {
      prepared.incrementAndGet();
    }

    @Override
    public Client client(int thread, long seed) {
      return client;
    }

    @Override
    public List<Client> finalReads() {
      return List.of(client);
    }

    @Override
    public SortedMap<String, Checker> checkers(Promise promise) {
      return new TreeMap<>(
          java.util.Map.of("any", _ -> io.matriarch.chaos.checker.Verdict.valid()));
    }
  }

  private Doors doors() {
    return new Doors() {
      @Override
      public Connection open(Door door) throws SQLException {
        if (shut != null) {
          throw shut;
        }
        opened.incrementAndGet();
        return connection();
      }

      @Override
      public String nodeAt(String address, int port) {
        return address.equals("10.0.0.1") && port == 5432 ? "n1" : "?";
      }
    };
  }

  /** A server that answers where it is and nothing else. */
  private Connection connection() {
    var rows =
        fake(
            ResultSet.class,
            (method) ->
                switch (method) {
                  case "getString" -> "10.0.0.1";
                  case "getInt" -> 5432;
                  case "next" -> true;
                  default -> null;
                });
    var statement = fake(Statement.class, method -> method.equals("executeQuery") ? rows : null);
    return fake(
        Connection.class,
        method ->
            switch (method) {
              case "createStatement" -> statement;
              case "getWarnings" -> warning.get();
              default -> null;
            });
  }

  private interface Reply {
    @Nullable Object to(String method);
  }

  private static <T> T fake(Class<T> type, Reply reply) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> reply.to(method.getName())));
  }
}
