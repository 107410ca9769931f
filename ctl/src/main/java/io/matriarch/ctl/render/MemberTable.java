package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.terminal.Colour;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The members of a cluster, in the columns that users of Patroni know. */
public final class MemberTable {
  private static final int DEFAULT_PORT = 5432;
  private static final int WIDEST_REASON = 50;

  private static final List<Column> COLUMNS =
      List.of(
          Column.forPrograms("Cluster"),
          Column.left("Member"),
          Column.left("Host"),
          Column.left("Role"),
          Column.left("State"),
          Column.right("TL"),
          Column.right("Receive LSN"),
          Column.right("Receive Lag"),
          Column.right("Replay LSN"),
          Column.right("Replay Lag"),
          Column.whereAny("Pending restart"),
          Column.whereAny("Pending restart reason"),
          Column.whereAny("Scheduled restart"),
          Column.whereAny("Tags"));

  private MemberTable() {}

  public static Listing of(ClusterStatus cluster) {
    return of(cluster, cluster.members(), MemberStatus::name);
  }

  /** With each standby below the member that it follows. */
  public static Listing tree(ClusterStatus cluster) {
    var tree = MemberTree.of(cluster);
    return of(cluster, tree.members(), tree::indented);
  }

  /** What has no column, and last what an operator is waited for; each begins with a blank. */
  public static List<String> footers(ClusterStatus cluster) {
    var pause = cluster.paused() ? " Maintenance mode: on" : "";
    var operation = cluster.operation() == null ? "" : " Under way: " + cluster.operation();
    var troubles =
        cluster.members().stream()
            .filter(member -> member.trouble() != null)
            .map(member -> " %s: %s".formatted(member.name(), member.trouble()));
    return Stream.concat(
            Stream.of(pause, operation, scheduled(cluster.scheduled()))
                .filter(line -> !line.isEmpty()),
            troubles)
        .toList();
  }

  private static String scheduled(JsonNode later) {
    return later.isObject()
        ? " Switchover scheduled at: %s from: %s to: %s"
            .formatted(
                later.path("at").asText(),
                later.path("from").asText(),
                later.path("to").asText("the best standby"))
        : "";
  }

  private static Listing of(
      ClusterStatus cluster, List<MemberStatus> members, Function<MemberStatus, String> label) {
    var systemId = cluster.systemId() == null ? "" : " (%s)".formatted(cluster.systemId());
    var title = "Cluster: %s%s".formatted(cluster.scope(), systemId);
    boolean ports = portsMatter(members);
    return new Listing(
        title, COLUMNS, members.stream().map(m -> row(cluster, m, label.apply(m), ports)).toList());
  }

  private static List<Cell> row(
      ClusterStatus cluster, MemberStatus member, String label, boolean ports) {
    var timeline = member.timeline();
    return List.of(
        Cell.text(cluster.scope()),
        new Cell(label, Cell.text(member.name()).value(), null),
        Cell.text(ports && !member.host().isEmpty() ? member.address() : member.host()),
        Cell.text(title(member.role())),
        state(member),
        timeline == null ? Cell.EMPTY : Cell.number(timeline),
        lsn(member, member.receiveLsn()),
        lag(member, member.receiveLagBytes()),
        lsn(member, member.replayLsn()),
        lag(member, member.replayLagBytes()),
        member.pendingRestart() ? Cell.text("*") : Cell.EMPTY,
        reasons(member),
        member.scheduledRestart() == null ? Cell.EMPTY : Cell.text(member.scheduledRestart()),
        member.tags().isEmpty() ? Cell.EMPTY : Cell.json(member.tags()));
  }

  private static Cell reasons(MemberStatus member) {
    var all = String.join(", ", member.reasons());
    return all.isEmpty()
        ? Cell.EMPTY
        : new Cell(
            all.length() > WIDEST_REASON ? "[hidden - too long]" : all,
            Cell.text(all).value(),
            null);
  }

  /** For people with the age of last words, since "streaming" of a dead node is a lie. */
  private static Cell state(MemberStatus member) {
    var value = Cell.text(member.state());
    var age = member.ageMillis() / 1000;
    var ago = member.heard() || age == 0 ? "" : ", %d s ago".formatted(age);
    return new Cell(value.pretty() + progress(member) + ago, value.value(), colour(member));
  }

  private static String progress(MemberStatus member) {
    var drained = member.drained() ? ", drained" : "";
    var copy = member.copying();
    if (!copy.isObject()) {
      return drained;
    }
    var done =
        copy.has("percent")
            ? copy.path("percent").asInt() + " %"
            : ByteText.of(copy.path("bytes").asLong());
    return " %s, %s/s%s"
        .formatted(done, ByteText.of(copy.path("bytes_per_second").asLong()), drained);
  }

  private static Cell lsn(MemberStatus member, @Nullable String lsn) {
    return lsn == null ? absent(member) : Cell.text(lsn);
  }

  private static Cell lag(MemberStatus member, @Nullable Long bytes) {
    return bytes == null ? absent(member) : Cell.lag(bytes);
  }

  /** Who leads is not behind anyone; of a standby it is worth saying that nobody knows. */
  private static Cell absent(MemberStatus member) {
    return member.leads() || member.witness() ? Cell.EMPTY : Cell.text("unknown");
  }

  private static Colour colour(MemberStatus member) {
    if (member.trouble() != null) {
      return Colour.BAD;
    }
    return member.well() ? Colour.GOOD : Colour.NOTE;
  }

  private static boolean portsMatter(List<MemberStatus> members) {
    var hosts = new HashSet<String>();
    return members.stream().anyMatch(m -> m.port() != 0 && m.port() != DEFAULT_PORT)
        || members.stream().anyMatch(m -> !m.host().isEmpty() && !hosts.add(m.host()));
  }

  /** {@code sync_standby} as {@code Sync Standby}. */
  private static String title(String role) {
    return Arrays.stream(role.split("_"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining(" "));
  }
}
