package io.matriarch.chaos.nemesis;

import io.matriarch.chaos.fault.Fault;
import io.matriarch.chaos.fault.Fault.Disk;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.HostDisk;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Posix;
import io.matriarch.chaos.lab.ProcessTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What can happen to a node's disks. */
final class DiskTrouble {
  private static final Duration STANDS = Duration.ofMillis(250);
  private static final Duration MOVES = Duration.ofMillis(40);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int SIGTERM = 15;

  private final InitSystem init;

  DiskTrouble(InitSystem init) {
    this.init = init;
  }

  /** Strikes; the answer heals. */
  Runnable strike(Node node, Fault.BadDisk fault) {
    if (!node.host().hasDisks()) {
      throw new NotNow("hosts without disks of their own");
    }
    var disk = fault.disk() == Disk.RAFT ? node.host().raftDisk() : node.host().disk();
    return switch (fault.damage()) {
      case FULL -> {
        disk.fill();
        yield disk::empty;
      }
      case STALLED -> {
        disk.freeze();
        yield disk::thaw;
      }
      case SLOW -> slow(disk);
      case DEAD -> dead(node, disk);
    };
  }

  private static Runnable slow(HostDisk disk) {
    var over = new java.util.concurrent.atomic.AtomicBoolean();
    var thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (!over.get()) {
                    disk.freeze();
                    Await.pass(STANDS);
                    disk.thaw();
                    Await.pass(MOVES);
                  }
                });
    return () -> {
      over.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** The disk is put in another machine, so to speak: with what had reached it. */
  private Runnable dead(Node node, HostDisk disk) {
    disk.forgetUnsynced();
    return () -> {
      init.hold(node.name());
      node.powerOffUnsynced();
      node.host().powerOn();
      init.release(node.name());
    };
  }

  /** Lets every sync of the agent or of the server fail. */
  Runnable failSyncs(Node node, Disk disk) {
    var command =
        new ArrayList<>(
            List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"));
    command.addAll(List.of("-e", "inject=fsync,fdatasync:error=EIO"));
    if (disk == Disk.RAFT) {
      command.addAll(List.of("-p", Long.toString(node.agent().pid())));
    } else {
      long postmaster = node.postmaster().orElseThrow(() -> new NotNow("no server"));
      ProcessTable.tree(postmaster)
          .forEach(pid -> command.addAll(List.of("-p", Long.toString(pid))));
    }
    try {
      var strace =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return () -> end(strace);
    } catch (IOException e) {
      throw new NotNow("no strace: " + e.getMessage());
    }
  }

  private static void end(Process strace) {
    try {
      Posix.signal(strace.pid(), SIGTERM);
      if (!strace.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        strace.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
