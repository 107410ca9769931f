package io.matriarch.chaos.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Reads and writes whole Ethernet frames of one interface (packet(7)). Each frame begins with the
 * kernel's own header for virtual machines (PACKET_VNET_HDR), which tells what checksums and
 * segments it left for later: passed on as it came, such a frame stays whole.
 *
 * <p>One thread may read while another writes.
 */
final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;

  /** ETH_P_ALL in network byte order. */
  private static final short EVERY_PROTOCOL = 0x0300;

  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_VNET_HDR = 15;
  private static final int PACKET_IGNORE_OUTGOING = 23;

  private static final int LARGEST_FRAME = 0x20000;
  private static final int RECEIVE_BUFFER = 8 << 20;
  private static final long TURN_MICROS = 100_000;

  private static final MethodHandle SOCKET =
      Posix.handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SET_OPTION =
      Posix.handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle BIND =
      Posix.handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle INDEX =
      Posix.handle("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle RECEIVE =
      Posix.handle(
          "recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SEND =
      Posix.handle(
          "send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment in = arena.allocate(LARGEST_FRAME);
  private final MemorySegment out = arena.allocate(LARGEST_FRAME);
  private final int fd;

  /** Of an interface in the calling thread's network namespace. */
  PacketSocket(String device) {
    // Of no protocol until it is bound: it would hear all interfaces.
    fd = asked("socket", () -> (int) SOCKET.invokeExact(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    option(SOL_PACKET, PACKET_VNET_HDR, 1);
    option(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
    option(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER);
    option(SOL_SOCKET, SO_RCVTIMEO, 0L, TURN_MICROS);
    var name = arena.allocateFrom(device);
    int index = asked("no interface " + device, () -> (int) INDEX.invokeExact(name));
    var address = arena.allocate(20, 4);
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(JAVA_SHORT, 2, EVERY_PROTOCOL);
    address.set(JAVA_INT, 4, index);
    asked("bind", () -> (int) BIND.invokeExact(fd, address, 20));
  }

  /** The next frame; empty where none came within a tenth of a second, or the interface is down. */
  Optional<byte[]> receive() {
    long length = called(() -> (long) RECEIVE.invokeExact(fd, in, (long) LARGEST_FRAME, 0));
    return length <= 0 ? Optional.empty() : Optional.of(in.asSlice(0, length).toArray(JAVA_BYTE));
  }

  /** Sends a frame as it was received; one that the interface does not take is lost. */
  void send(byte[] frame) {
    MemorySegment.copy(frame, 0, out, JAVA_BYTE, 0, frame.length);
    called(() -> (long) SEND.invokeExact(fd, out, (long) frame.length, 0));
  }

  @Override
  public void close() {
    Posix.close(fd);
  }

  private void option(int level, int name, int value) {
    var segment = arena.allocateFrom(JAVA_INT, value);
    asked("setsockopt " + name, () -> (int) SET_OPTION.invokeExact(fd, level, name, segment, 4));
  }

  private void option(int level, int name, long seconds, long micros) {
    var segment = arena.allocateFrom(JAVA_LONG, seconds, micros);
    asked("setsockopt " + name, () -> (int) SET_OPTION.invokeExact(fd, level, name, segment, 16));
  }

  private interface Call<T> {
    T call() throws Throwable;
  }

  private static int asked(String what, Call<Integer> call) {
    int result = called(call);
    if (result < 0 || result == 0 && what.startsWith("no interface")) {
      throw new IllegalStateException("packet socket: " + what);
    }
    return result;
  }

  private static <T> T called(Call<T> call) {
    try {
      return call.call();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
