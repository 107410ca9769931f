package io.matriarch.chaos.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** System calls that Java lacks. */
public final class Posix {
  public static final int SIGKILL = 9;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;

  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS =
      handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle KILL =
      handle("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private Posix() {}

  /**
   * Moves the calling thread into a network namespace. Only for platform threads: a virtual one
   * would take its carrier along. Threads that this one starts inherit the namespace.
   *
   * @throws IllegalStateException if the namespace is gone or the caller may not enter it
   */
  public static void enterNetwork(Path namespace) {
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) OPEN.invoke(arena.allocateFrom(namespace.toString()), O_CLOEXEC);
      if (fd < 0) {
        throw new IllegalStateException("cannot open " + namespace);
      }
      int entered = (int) SETNS.invoke(fd, CLONE_NEWNET);
      int closed = (int) CLOSE.invoke(fd);
      if (entered != 0 || closed != 0) {
        throw new IllegalStateException("cannot enter " + namespace);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends a signal, by the PID that the root namespace knows.
   *
   * @return whether there was such a process
   */
  public static boolean signal(long pid, int signal) {
    try {
      return (int) KILL.invoke(Math.toIntExact(pid), signal) == 0;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void close(int fd) {
    try {
      var ignored = (int) CLOSE.invokeExact(fd);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted")
  static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
    var symbol = LINKER.defaultLookup().find(name).orElseThrow();
    return LINKER.downcallHandle(symbol, shape, options);
  }
}
