package io.matriarch.net.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.Views;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.RaftView;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthChecksTest {
  private final Asking asking = new Asking();

  private int status(String target) throws Exception {
    return asking.ask("GET", target).status();
  }

  private static NodeView view(String name) {
    return switch (name) {
      case "primary" -> Views.primary();
      case "without lease" ->
          Views.node(Views.member(Views.N1, Tags.NONE), Views.primaryReport(), false, 0);
      case "streaming" -> Views.standby();
      case "not streaming" -> standby(ServerRole.STANDBY, ServerState.RUNNING, Tags.NONE);
      case "noloadbalance" ->
          standby(
              ServerRole.STANDBY,
              ServerState.STREAMING,
              new Tags(false, 1, true, false, 1, false, new TreeMap<>()));
      case "paused" ->
          Views.node(
              Views.member(Views.N1, Tags.NONE), Views.primaryReport(), true, NodeView.NO_DEADLINE);
      // The lease was good for so long when the majority was lost, and reads need none.
      case "primary, no quorum" -> withoutQuorum(Views.primary());
      case "standby, no quorum" ->
          withoutQuorum(standby(ServerRole.STANDBY, ServerState.STREAMING, Tags.NONE));
      case "starting" -> standby(ServerRole.NONE, ServerState.STARTING, Tags.NONE);
      case "cloning" -> standby(ServerRole.NONE, ServerState.CLONING, Tags.NONE);
      case "promoting" ->
          Views.node(
              Views.member(Views.N2, Tags.NONE),
              Views.standbyReport(),
              true,
              Views.NOW + Duration.ofSeconds(4).toNanos());
      case "stopping" ->
          Views.node(
              Views.member(Views.N1, Tags.NONE),
              Views.report(Views.N1, ServerRole.PRIMARY, ServerState.STOPPING, Views.PRIMARY_AT),
              true,
              Views.NOW + Duration.ofSeconds(4).toNanos());
      case "witness" ->
          Views.node(
              Views.member(Views.W, Tags.NONE),
              Views.report(Views.W, ServerRole.NONE, ServerState.WITNESS, null),
              false,
              0);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static NodeView withoutQuorum(NodeView node) {
    return new NodeView(
        node.scope(),
        node.self(),
        node.state(),
        node.report(),
        node.database(),
        node.holdsLease(),
        node.leaseDeadlineNanos(),
        new RaftView("alive", null, false, 9, 40, 40, 60_000, null),
        node.turnedNanos(),
        node.counters());
  }

  private static NodeView standby(ServerRole role, ServerState state, Tags tags) {
    var at = role == ServerRole.NONE ? null : Lsn.parse("0/4FFF000");
    return Views.node(
        Views.member(Views.N2, tags), Views.report(Views.N2, role, state, at), false, 0);
  }

  @ParameterizedTest
  @CsvSource({
    // view, primary, leader, standby leader, replica, read-only, health, sync, async, ready
    "primary,       200, 200, 503, 503, 200, 200, 503, 503, 200",
    "without lease, 503, 503, 503, 503, 503, 200, 503, 503, 503",
    "streaming,     503, 503, 503, 200, 200, 200, 503, 200, 200",
    "not streaming, 503, 503, 503, 200, 200, 200, 503, 200, 503",
    "noloadbalance, 503, 503, 503, 503, 503, 200, 503, 503, 200",
    "paused,        200, 200, 503, 503, 200, 200, 503, 503, 200",
    "'primary, no quorum', 200, 200, 503, 503, 200, 200, 503, 503, 200",
    "'standby, no quorum', 503, 503, 503, 200, 200, 200, 503, 200, 200",
    "starting,      503, 503, 503, 503, 503, 503, 503, 503, 503",
    "cloning,       503, 503, 503, 503, 503, 503, 503, 503, 503",
    "promoting,     503, 503, 503, 200, 200, 200, 503, 200, 200",
    "stopping,      503, 503, 503, 503, 503, 503, 503, 503, 503",
    "witness,       503, 503, 503, 503, 503, 503, 503, 503, 503",
  })
  void each_view_has_its_codes(
      String view,
      int primary,
      int leader,
      int standbyLeader,
      int replica,
      int readOnly,
      int health,
      int sync,
      int async,
      int ready)
      throws Exception {
    asking.agent.node = Views.in(view(view), Views.state("off", null));

    for (var path : new String[] {"/", "/primary", "/read-write", "/master", "/read-only-sync"}) {
      assertThat(status(path)).as(path).isEqualTo(primary);
    }
    assertThat(status("/read-only-quorum")).isEqualTo(primary);
    assertThat(status("/leader")).isEqualTo(leader);
    assertThat(status("/standby-leader")).isEqualTo(standbyLeader);
    assertThat(status("/standby_leader")).isEqualTo(standbyLeader);
    assertThat(status("/replica")).isEqualTo(replica);
    assertThat(status("/read-only")).isEqualTo(readOnly);
    assertThat(status("/health")).isEqualTo(health);
    for (var path : new String[] {"/sync", "/synchronous", "/quorum"}) {
      assertThat(status(path)).as(path).isEqualTo(sync);
    }
    assertThat(status("/async")).isEqualTo(async);
    assertThat(status("/asynchronous")).isEqualTo(async);
    assertThat(status("/readiness")).isEqualTo(ready);
    assertThat(status("/liveness")).isEqualTo(200);
  }

  /** The holder of the lease is a standby, and takes no writes. */
  @Test
  void a_standby_leader_leads_and_is_no_primary() throws Exception {
    asking.agent.node = Views.in(view("promoting"), Views.following());

    for (var path : new String[] {"/standby-leader", "/standby_leader", "/leader", "/read-only"}) {
      assertThat(status(path)).as(path).isEqualTo(200);
    }
    for (var path : new String[] {"/", "/primary", "/read-write", "/replica", "/async"}) {
      assertThat(status(path)).as(path).isEqualTo(503);
    }
    assertThat(Asking.text(asking.ask("GET", "/patroni"))).contains("\"role\":\"standby_leader\"");
    asking.agent.node = Views.in(Views.standby(), Views.following());
    assertThat(status("/standby-leader")).isEqualTo(503);
    assertThat(status("/replica")).isEqualTo(200);
  }

  @Test
  void the_lease_of_a_standby_leader_ends_as_a_primary_s_does() throws Exception {
    asking.agent.node = Views.in(view("promoting"), Views.following());
    asking.nowNanos = asking.agent.node.leaseDeadlineNanos();

    assertThat(status("/standby-leader")).isEqualTo(503);
    assertThat(status("/leader")).isEqualTo(503);
    assertThat(status("/replica")).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    // mode, counted and needed, sync, quorum, async, read-only-sync, read-only-quorum
    "quorum, n2, 1, 503, 200, 503, 503, 200",
    "on,     n2, 1, 200, 503, 503, 200, 503",
    "off,    n2, 1, 503, 503, 200, 503, 503",
    "quorum, n2, 0, 503, 503, 200, 503, 503",
    "quorum, w,  1, 503, 503, 200, 503, 503",
    "on,     w,  1, 503, 503, 200, 503, 503",
  })
  void a_standby_is_what_the_promise_makes_of_it(
      String mode,
      String counted,
      int needed,
      int sync,
      int quorum,
      int async,
      int readOnlySync,
      int readOnlyQuorum)
      throws Exception {
    var promise = new SyncSet(new TreeSet<>(Set.of(new MemberId(counted))), needed);
    asking.agent.node = Views.in(Views.standby(), Views.state(mode, promise));

    assertThat(status("/sync")).isEqualTo(sync);
    assertThat(status("/synchronous")).isEqualTo(sync);
    assertThat(status("/quorum")).isEqualTo(quorum);
    assertThat(status("/async")).isEqualTo(async);
    assertThat(status("/asynchronous")).isEqualTo(async);
    assertThat(status("/read-only-sync")).isEqualTo(readOnlySync);
    assertThat(status("/read-only-synchronous")).isEqualTo(readOnlySync);
    assertThat(status("/read-only-quorum")).isEqualTo(readOnlyQuorum);
    assertThat(status("/replica")).isEqualTo(200);
  }

  @Test
  void the_body_says_what_kind_of_standby_it_is() throws Exception {
    var promise = Views.state().sync();

    asking.agent.node = Views.in(Views.standby(), Views.state("on", promise));
    assertThat(Asking.text(asking.ask("GET", "/patroni"))).contains("\"sync_standby\":true");
    asking.agent.node = Views.in(Views.standby(), Views.state("quorum", promise));
    assertThat(Asking.text(asking.ask("GET", "/patroni"))).contains("\"quorum_standby\":true");
    asking.agent.node = Views.in(Views.standby(), Views.state("off", null));
    assertThat(Asking.text(asking.ask("GET", "/patroni"))).doesNotContain("_standby\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/primary", "/read-write", "/master", "/leader", "/read-only", "/readiness"})
  void an_expired_lease_is_no_lease_although_the_view_still_says_so(String path) throws Exception {
    asking.nowNanos = asking.agent.node.leaseDeadlineNanos() - 1;
    assertThat(status(path)).isEqualTo(200);

    asking.nowNanos++;

    assertThat(asking.agent.node.holdsLease()).isTrue();
    assertThat(status(path)).isEqualTo(503);
  }

  @Test
  void the_lease_is_counted_right_where_the_nanosecond_counter_overflows() throws Exception {
    var turned = Long.MAX_VALUE - 50;
    asking.agent.node =
        Views.node(
            Views.member(Views.N1, Tags.NONE),
            Views.primaryReport(),
            Views.state(),
            true,
            Long.MIN_VALUE + 100,
            turned);

    asking.nowNanos = Long.MIN_VALUE + 99;
    assertThat(status("/primary")).isEqualTo(200);
    asking.nowNanos = Long.MIN_VALUE + 100;
    assertThat(status("/primary")).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(longs = {Views.NOW, -Views.NOW, Long.MIN_VALUE / 2})
  void an_open_ended_lease_has_no_deadline(long now) throws Exception {
    asking.nowNanos = now;
    asking.agent.node =
        Views.node(
            Views.member(Views.N1, Tags.NONE),
            Views.primaryReport(),
            Views.state(),
            true,
            NodeView.NO_DEADLINE,
            now - 5);

    assertThat(status("/primary")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/liveness", "/health", "/replica", "/read-only", "/readiness"})
  void a_loop_that_hangs_answers_for_nothing(String path) throws Exception {
    asking.agent.node = Views.standby();
    asking.nowNanos = asking.agent.node.turnedNanos() + Duration.ofSeconds(10).toNanos() - 1;
    assertThat(status(path)).isEqualTo(200);

    asking.nowNanos++;

    assertThat(status(path)).isEqualTo(503);
  }

  @Test
  void a_loop_that_hangs_is_no_primary_even_with_an_open_ended_lease() throws Exception {
    asking.agent.node =
        Views.node(
            Views.member(Views.N1, Tags.NONE), Views.primaryReport(), true, NodeView.NO_DEADLINE);
    asking.nowNanos = Views.NOW + Duration.ofSeconds(11).toNanos();

    assertThat(status("/primary")).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource({
    "/replica?lag=4096, 200",
    "/replica?lag=4095, 503",
    "/replica?lag=4kB, 200",
    "/replica?lag=3.9kb, 503",
    "/replica?lag=16MB, 200",
    "/replica?lag=much, 400",
    "/replica?lag=-1, 400",
    "/async?lag=1, 503",
    "/quorum?lag=4096, 200",
    "/quorum?lag=1, 503",
    "/read-only-quorum?tag_zone=b, 503",
    "/read-only?lag=1, 503",
    "/replica?replication_state=streaming, 200",
    "/replica?replication_state=in archive recovery, 503",
    "/replica?tag_zone=a, 200",
    "/replica?tag_zone=b, 503",
    "/replica?tag_other=null, 503",
    "/replica?tag_nosync=true, 200",
    "/replica?tag_nofailover=false, 503",
    "/replica?something=else, 200",
    "/primary?tag_zone=b, 503",
    "/readiness?lag=1, 503",
    "/readiness?lag=4096&mode=write, 200",
    "/readiness?lag=4096&mode=apply, 200",
    "/readiness?mode=some, 400",
  })
  void the_query_narrows_what_a_standby_must_be(String target, int expected) throws Exception {
    var tags = new Tags(false, 1, false, true, 1, false, new TreeMap<>(Map.of("zone", "a")));
    asking.agent.node = standby(ServerRole.STANDBY, ServerState.STREAMING, tags);

    assertThat(status(target)).isEqualTo(expected);
  }

  @Test
  void tags_do_not_narrow_the_primary() throws Exception {
    assertThat(status("/primary?tag_zone=b")).isEqualTo(200);
    assertThat(status("/read-only?tag_zone=b")).isEqualTo(200);
  }

  @Test
  void readiness_is_not_given_where_the_lag_is_unknown() throws Exception {
    asking.agent.node = Views.standby();
    asking.agent.cluster =
        new io.matriarch.net.api.ClusterView(
            "herd",
            ClusterState.EMPTY,
            new TreeMap<MemberId, io.matriarch.net.api.ClusterView.AgedReport>(),
            0);

    assertThat(status("/readiness")).isEqualTo(503);
    assertThat(status("/replica?lag=1")).isEqualTo(200);
  }

  @Test
  void the_body_is_that_of_patroni_whatever_the_code() throws Exception {
    var patroni = Asking.text(asking.ask("GET", "/patroni"));

    assertThat(Asking.text(asking.ask("GET", "/primary"))).isEqualTo(patroni);
    assertThat(Asking.text(asking.ask("GET", "/replica"))).isEqualTo(patroni);
    assertThat(asking.ask("OPTIONS", "/replica").status()).isEqualTo(503);
    assertThat(asking.ask("OPTIONS", "/replica").body()).isEmpty();
  }
}
