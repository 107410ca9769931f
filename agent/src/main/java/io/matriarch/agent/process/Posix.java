package io.matriarch.agent.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The C library calls that the JDK does not offer: it can only send SIGTERM and SIGKILL. */
final class Posix {
  @SuppressWarnings("restricted") // native access is granted to the agent on its command line
  private static final MethodHandle KILL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private Posix() {}

  /**
   * True where the signal was delivered; false where there is no such process or it is not ours.
   */
  static boolean kill(int pid, Signal signal) {
    if (pid <= 1) {
      // 0 and negative numbers mean process groups, -1 every process that may be signalled.
      throw new IllegalArgumentException("refusing to signal process number " + pid);
    }
    try {
      return (int) KILL.invokeExact(pid, signal.number()) == 0;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("kill(2) cannot be called", e);
    }
  }
}
