package io.matriarch.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.guard.WatchdogDevice.Opening;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogDeviceTest {
  private static final Duration FOUR_SECONDS = Duration.ofSeconds(4);

  @TempDir Path temp;

  @Test
  void device_that_is_off_is_not_opened() {
    assertThat(open(WatchdogMode.OFF, temp.resolve("none"))).isInstanceOf(Opening.Without.class);
  }

  @Test
  void missing_device_is_done_without_where_automatic_and_refused_where_required() {
    var none = temp.resolve("none");

    assertThat(open(WatchdogMode.AUTOMATIC, none)).isInstanceOf(Opening.Without.class);
    assertThat(open(WatchdogMode.REQUIRED, none))
        .isInstanceOfSatisfying(
            Opening.Refused.class, r -> assertThat(r.reason()).contains(none.toString()));
  }

  @Test
  void device_without_timeout_is_fed_by_writing_and_closed_by_the_magic_letter() throws Exception {
    var fifo = fifo();
    int reader = Posix.open(fifo.toString(), Posix.O_RDONLY | Posix.O_NONBLOCK);

    var armed = (Opening.Armed) open(WatchdogMode.AUTOMATIC, fifo);
    assertThat(armed.warning()).contains("takes no timeout");
    assertThat(armed.device().keepAlive()).isTrue();
    armed.device().close(true);
    armed.device().close(true);

    assertThat(armed.device().keepAlive()).isFalse();
    assertThat(read(reader)).endsWith("1V").doesNotEndWith("VV");
    Posix.close(reader);
  }

  @Test
  void device_closed_without_disarming_gets_no_magic_letter() throws Exception {
    var fifo = fifo();
    int reader = Posix.open(fifo.toString(), Posix.O_RDONLY | Posix.O_NONBLOCK);

    ((Opening.Armed) open(WatchdogMode.AUTOMATIC, fifo)).device().close(false);

    assertThat(read(reader)).doesNotContain("V");
    Posix.close(reader);
  }

  @Test
  void device_without_timeout_is_refused_where_required() throws Exception {
    var fifo = fifo();
    int reader = Posix.open(fifo.toString(), Posix.O_RDONLY | Posix.O_NONBLOCK);

    assertThat(open(WatchdogMode.REQUIRED, fifo)).isInstanceOf(Opening.Refused.class);

    assertThat(read(reader)).as("stopped again").endsWith("V");
    Posix.close(reader);
  }

  @Test
  void timeout_is_the_lease_less_the_margin_rounded_down_to_seconds() {
    assertThat(WatchdogDevice.timeout(Duration.ofMillis(5500), Duration.ofSeconds(1)))
        .isEqualTo(FOUR_SECONDS);
    assertThat(WatchdogDevice.timeout(Duration.ofSeconds(2), Duration.ofSeconds(5)))
        .isEqualTo(Duration.ofSeconds(1));
  }

  private static Opening open(WatchdogMode mode, Path path) {
    return WatchdogDevice.open(mode, path, FOUR_SECONDS);
  }

  private Path fifo() throws Exception {
    var fifo = temp.resolve("watchdog");
    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    return fifo;
  }

  private static String read(int fd) {
    var buffer = new byte[100];
    int n = Posix.read(fd, buffer);
    return n <= 0 ? "" : new String(buffer, 0, n, java.nio.charset.StandardCharsets.US_ASCII);
  }
}
