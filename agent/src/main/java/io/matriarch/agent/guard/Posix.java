package io.matriarch.agent.guard;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The few system calls that the JDK has no words for: files opened without blocking, and ioctl.
 *
 * <p>Each answers what the call returned, or the negated error number where it failed. Needs {@code
 * --enable-native-access=ALL-UNNAMED}.
 */
final class Posix {
  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  static final int ENOENT = 2;
  static final int EAGAIN = 11;
  static final int ENOTTY = 25;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2),
          CAPTURE);
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), CAPTURE);
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), CAPTURE);
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), CAPTURE);
  private static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2),
          CAPTURE);

  private Posix() {}

  /**
   * Makes every call once, on no file, so that a first feed neither loads classes, perhaps from a
   * disk that hangs, nor takes the tens of milliseconds that this takes.
   */
  static void warmUp() {
    close(open("/dev/null", O_RDONLY));
    read(-1, new byte[1]);
    write(-1, "");
    ioctl(-1, 0, new int[1]);
  }

  /** A file descriptor; always closed on exec, so that PostgreSQL does not inherit it. */
  static int open(String path, int flags) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags | O_CLOEXEC);
      return fd < 0 ? -errno(state) : fd;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Bytes read into {@code into}; 0 is the end of the file. */
  static int read(int fd, byte[] into) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var buffer = arena.allocate(into.length);
      long n = (long) READ.invokeExact(state, fd, buffer, (long) into.length);
      if (n < 0) {
        return -errno(state);
      }
      MemorySegment.copy(buffer, JAVA_BYTE, 0, into, 0, (int) n);
      return (int) n;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Bytes written of {@code text} in UTF-8. */
  static int write(int fd, String text) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      var buffer = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
      long n = (long) WRITE.invokeExact(state, fd, buffer, (long) bytes.length);
      return n < 0 ? -errno(state) : (int) n;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void close(int fd) {
    try (var arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** ioctl with a pointer to one int, which it may read and change: {@code value[0]}. */
  static int ioctl(int fd, long request, int[] value) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var pointer = arena.allocate(JAVA_INT);
      pointer.set(JAVA_INT, 0, value[0]);
      int result = (int) IOCTL.invokeExact(state, fd, request, pointer);
      value[0] = pointer.get(JAVA_INT, 0);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("system call", e);
  }
}
