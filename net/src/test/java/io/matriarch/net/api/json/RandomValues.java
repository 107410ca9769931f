package io.matriarch.net.api.json;

import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.ClusterView.AgedReport;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigVersion;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.PendingRestart;
import io.matriarch.statemachine.model.PhaseTimes;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ScheduledRestart;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values of every shape that peers exchange. */
final class RandomValues {
  private static final String LETTERS = "abcXYZ019 \"\\/\n\t{}é象\u0001";
  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  ClusterView view() {
    var reports = new TreeMap<MemberId, AgedReport>();
    list(() -> new AgedReport(report(), number())).forEach(r -> reports.put(id(), r));
    return new ClusterView(text(), state(), reports, number());
  }

  MemberReport report() {
    return new MemberReport(
        id(),
        number(),
        one(ServerRole.values()),
        one(ServerState.values()),
        maybe(this::position),
        maybe(this::lsn),
        maybe(() -> new TimelineHistory(timeline(), list(this::fork))),
        random.nextBoolean(),
        maybe(this::text),
        random.nextBoolean(),
        epoch(),
        maybe(this::text),
        random.nextInt(200_000),
        list(() -> new PendingRestart(text(), text(), text())),
        maybe(
            () ->
                new ScheduledRestart(
                    number(),
                    new RestartTerms(
                        maybe(() -> one(ServerRole.values())),
                        random.nextInt(200_000),
                        random.nextBoolean(),
                        number()),
                    text())),
        epoch(),
        random.nextBoolean(),
        random.nextBoolean(),
        text(),
        maybe(this::text));
  }

  ConfigValue.Tree tree(int depth) {
    var entries = new TreeMap<String, ConfigValue>();
    list(() -> value(depth)).forEach(v -> entries.put(text(), v));
    return new ConfigValue.Tree(entries);
  }

  private ClusterState state() {
    SortedMap<MemberId, Member> members = new TreeMap<>();
    list(this::member).forEach(m -> members.put(m.id(), m));
    return new ClusterState(
        random.nextInt(9),
        maybe(this::text),
        members,
        epoch(),
        maybe(this::lease),
        maybe(this::sync),
        timeline(),
        maybe(this::vacancy),
        maybe(this::operation),
        new ClusterConfig(number(), tree(4)),
        list(() -> new ConfigVersion(number(), tree(2), text(), number())),
        maybe(() -> new ScheduledSwitchover(text(), id(), maybe(this::id), number(), text())),
        list(this::entry),
        list(this::loss),
        list(
            () ->
                new FinishedOperation(
                    text(),
                    one(Operation.Kind.values()),
                    random.nextBoolean(),
                    maybe(this::id),
                    maybe(this::id),
                    text())));
  }

  private Member member() {
    var custom = new TreeMap<String, String>();
    list(this::text).forEach(t -> custom.put(t, text()));
    var tags =
        new Tags(
            random.nextBoolean(),
            random.nextInt(5),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextInt(5),
            random.nextBoolean(),
            custom);
    return new Member(id(), one(MemberKind.values()), text(), text(), tags, random.nextInt(9));
  }

  private Lease lease() {
    return new Lease(
        id(),
        epoch(),
        number(),
        Duration.ofMillis(random.nextInt(300_000)),
        random.nextBoolean(),
        timeline(),
        maybe(this::position),
        maybe(() -> CommitRule.anyOf(sync())),
        maybe(this::position));
  }

  private Vacancy vacancy() {
    return new Vacancy(
        id(),
        epoch(),
        maybe(this::position),
        random.nextBoolean(),
        random.nextBoolean(),
        maybe(this::position),
        maybe(this::sync),
        new TreeSet<>(list(this::id)),
        text());
  }

  private SyncSet sync() {
    var standbys = new TreeSet<>(list(this::id));
    return new SyncSet(standbys, random.nextInt(standbys.size() + 1));
  }

  private Loss loss() {
    return new Loss(epoch(), id(), position(), lsn(), number(), random.nextInt(), text(), text());
  }

  private Operation operation() {
    return new Operation(
        text(),
        one(Operation.Kind.values()),
        one(Operation.Phase.values()),
        epoch(),
        maybe(this::id),
        maybe(this::id),
        random.nextBoolean(),
        text());
  }

  private HistoryEntry entry() {
    return new HistoryEntry(
        epoch(),
        timeline(),
        maybe(this::lsn),
        id(),
        maybe(this::id),
        text(),
        maybe(() -> new PhaseTimes(number(), number(), number())),
        number());
  }

  private ConfigValue value(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> new ConfigValue.Text(text());
      case 1 -> new ConfigValue.Flag(random.nextBoolean());
      case 2 -> new ConfigValue.Null();
      case 3 -> ConfigValue.Number.of(random.nextLong());
      case 4 ->
          new ConfigValue.Number(BigDecimal.valueOf(random.nextInt(), random.nextInt(-20, 20)));
      case 5 -> new ConfigValue.Items(list(() -> value(depth - 1)));
      default -> tree(depth - 1);
    };
  }

  private TimelineHistory.Fork fork() {
    return new TimelineHistory.Fork(timeline(), lsn());
  }

  private WalPosition position() {
    return new WalPosition(timeline(), lsn());
  }

  private Lsn lsn() {
    return new Lsn(random.nextLong());
  }

  private int timeline() {
    return 1 + random.nextInt(1000);
  }

  private Epoch epoch() {
    return new Epoch(number());
  }

  private long number() {
    return random.nextLong() & Long.MAX_VALUE;
  }

  private MemberId id() {
    return new MemberId("n" + random.nextInt(1000));
  }

  private String text() {
    var text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private <T> T one(T[] all) {
    return all[random.nextInt(all.length)];
  }

  private <T> List<T> list(Supplier<T> make) {
    return Stream.generate(make).limit(random.nextInt(4)).toList();
  }

  private <T> @Nullable T maybe(Supplier<T> make) {
    return random.nextInt(3) == 0 ? null : make.get();
  }
}
