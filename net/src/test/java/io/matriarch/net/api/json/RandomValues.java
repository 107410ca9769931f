package io.matriarch.net.api.json;

import io.matriarch.net.api.ClusterView.AgedReport;
import io.matriarch.net.api.HeardReports;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.PendingRestart;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ScheduledRestart;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
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

  HeardReports heard() {
    var reports = new TreeMap<MemberId, AgedReport>();
    list(() -> new AgedReport(report(), number())).forEach(r -> reports.put(id(), r));
    return new HeardReports(reports);
  }

  MemberReport report() {
    return new MemberReport(
        id(),
        number(),
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
        maybe(this::text),
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
