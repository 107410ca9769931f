package io.matriarch.chaos.workload;

import io.matriarch.chaos.history.OpType;
import io.matriarch.chaos.history.Recorder;
import io.matriarch.chaos.history.edn.Edn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A client with its connection: draws an operation, performs it, takes down what came of it, and
 * connects anew after anything that went wrong. Used by one thread.
 */
final class Session {
  private final Client client;
  private final Doors doors;
  private final Recorder recorder;
  private final int stride;
  private long process;
  private @Nullable Connection connection;
  private String node = "";

  /**
   * @param process the first number it has in the history
   * @param stride what is added for the next one, which follows an operation of unknown outcome
   */
  Session(Client client, Doors doors, Recorder recorder, long process, int stride) {
    this.client = client;
    this.doors = doors;
    this.recorder = recorder;
    this.process = process;
    this.stride = stride;
  }

  /**
   * Performs one operation.
   *
   * @return whether it succeeded; false too if there was nobody to connect to, of which nothing is
   *     taken down
   */
  boolean step() {
    Connection open = connection;
    if (open == null) {
      try {
        open = connect();
      } catch (SQLException e) {
        hangUp();
        return false;
      }
    }
    Request request = client.next();
    recorder.invoke(process, request.f(), request.value());
    try {
      open.clearWarnings();
      Answer answer = client.perform(open, request);
      if (!Failures.cutShort(open.getWarnings())) {
        answered(request, answer);
        return true;
      }
      failed(request, OpType.INFO, "committed here, not waited for a standby");
    } catch (SQLException e) {
      failed(
          request, Failures.judge(e, request.readOnly()), e.getSQLState() + " " + e.getMessage());
    } catch (RuntimeException e) {
      failed(request, request.readOnly() ? OpType.FAIL : OpType.INFO, String.valueOf(e));
    }
    hangUp();
    return false;
  }

  private void answered(Request request, Answer answer) {
    switch (answer) {
      case Answer.Done(Edn value, int timeline) ->
          recorder.ok(process, request.f(), value, node, timeline);
      case Answer.Not(String why) ->
          recorder.fail(process, request.f(), request.value(), node, why);
    }
  }

  private void failed(Request request, OpType type, String why) {
    String error = why.strip().replaceAll("\\s+", " ");
    if (type == OpType.FAIL) {
      recorder.fail(process, request.f(), request.value(), node, error);
    } else {
      recorder.info(process, request.f(), request.value(), node, error);
      process += stride;
    }
  }

  private Connection connect() throws SQLException {
    Connection open = doors.open(client.door());
    connection = open;
    try (var statement = open.createStatement();
        ResultSet server =
            statement.executeQuery("select host(inet_server_addr()), inet_server_port()")) {
      server.next();
      String address = server.getString(1);
      node = address == null ? "" : doors.nodeAt(address, server.getInt(2));
    }
    return open;
  }

  void hangUp() {
    Connection open = connection;
    connection = null;
    node = "";
    if (open != null) {
      try {
        open.close();
      } catch (SQLException ignored) {
        // It was broken already, which is why it is closed.
      }
    }
  }
}
