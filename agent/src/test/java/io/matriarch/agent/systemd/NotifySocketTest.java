package io.matriarch.agent.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket such as systemd's, in the file system and in the abstract name space. */
class NotifySocketTest {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;

  @Test
  void lines_arrive_as_one_datagram(@TempDir Path folder) throws Throwable {
    for (var address : new String[] {folder.resolve("notify").toString(), "@matriarch-" + folder}) {
      int systemd = bound(address);

      assertThat(NotifySocket.to(address).send("READY=1\nSTATUS=gut", true)).isTrue();

      assertThat(received(systemd)).isEqualTo("READY=1\nSTATUS=gut");
    }
  }

  @Test
  void where_nobody_listens_it_says_so_and_goes_on(@TempDir Path folder) {
    var socket = NotifySocket.to(folder.resolve("nobody").toString());

    assertThat(socket.send("WATCHDOG=1", false)).isFalse();
  }

  @Test
  void only_addresses_of_sockets_are_taken() {
    assertThatThrownBy(() -> NotifySocket.to("notify")).hasMessageContaining("notify");
    assertThatThrownBy(() -> NotifySocket.to("/" + "x".repeat(200)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int bound(String address) throws Throwable {
    int fd =
        (int)
            call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))
                .invokeExact(AF_UNIX, SOCK_DGRAM_NONBLOCK, 0);
    try (var arena = Arena.ofConfined()) {
      var path = address.getBytes(StandardCharsets.UTF_8);
      path[0] = path[0] == '@' ? 0 : path[0];
      var name = arena.allocate(110, ValueLayout.JAVA_LONG.byteAlignment());
      name.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, name, JAVA_BYTE, 2, path.length);
      int bound =
          (int)
              call("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT))
                  .invokeExact(fd, name, 2 + path.length);
      assertThat(bound).as("bind " + address).isZero();
    }
    return fd;
  }

  /** A datagram is there as soon as it was sent: nothing is waited for. */
  private static String received(int fd) throws Throwable {
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(1000);
      long bytes =
          (long)
              call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG))
                  .invokeExact(fd, buffer, 1000L);
      return new String(
          buffer.asSlice(0, Math.max(0, bytes)).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle call(String name, FunctionDescriptor shape) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }
}
