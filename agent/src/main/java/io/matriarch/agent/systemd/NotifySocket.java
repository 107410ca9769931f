package io.matriarch.agent.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The socket behind {@code NOTIFY_SOCKET}: datagrams of lines {@code NAME=VALUE}. Needs {@code
 * --enable-native-access=ALL-UNNAMED}.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify</a>
 */
final class NotifySocket {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** {@code sun_path} of the C library, and the family before it. */
  private static final int PATH_BYTES = 108;

  private static final int FAMILY_BYTES = 2;

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDTO =
      handle(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private final int fd;
  private final byte[] path;

  private NotifySocket(int fd, byte[] path) {
    this.fd = fd;
    this.path = path;
  }

  /**
   * Opened for the life of the process.
   *
   * @param address an absolute path, or {@code @} and a name in the abstract name space
   * @throws IllegalArgumentException where it is neither
   */
  static NotifySocket to(String address) {
    var path = address.getBytes(StandardCharsets.UTF_8);
    if (path.length < 2 || path.length >= PATH_BYTES || path[0] != '/' && path[0] != '@') {
      throw new IllegalArgumentException("not the address of a Unix socket: " + address);
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    try {
      return new NotifySocket(
          (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), path);
    } catch (Throwable e) {
      throw new IllegalStateException("socket(2) cannot be called", e);
    }
  }

  /**
   * Sends it; true where it was taken.
   *
   * @param waits whether to wait where systemd is slow to read: a sign of life may be dropped,
   *     since the next one follows, and must not hold up who sends it
   */
  boolean send(String lines, boolean waits) {
    try (var arena = Arena.ofConfined()) {
      var text = lines.getBytes(StandardCharsets.UTF_8);
      var buffer = arena.allocate(Math.max(1, text.length));
      MemorySegment.copy(text, 0, buffer, JAVA_BYTE, 0, text.length);
      var address =
          arena.allocate(FAMILY_BYTES + PATH_BYTES, ValueLayout.JAVA_LONG.byteAlignment());
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, FAMILY_BYTES, path.length);
      int flags = MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT);
      long sent =
          (long)
              SENDTO.invokeExact(
                  fd, buffer, (long) text.length, flags, address, FAMILY_BYTES + path.length);
      return sent == text.length;
    } catch (Throwable e) {
      throw new IllegalStateException("sendto(2) cannot be called", e);
    }
  }

  @SuppressWarnings("restricted") // native access is granted to the agent on its command line
  private static MethodHandle handle(String name, FunctionDescriptor shape) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }
}
