package io.matriarch.chaos.benchmark.failover;

import io.matriarch.chaos.lab.Posix;
import java.util.List;

/** What strikes the primary, and how that ends. */
enum Failure {
  KILL("kill -9 of the postmaster") {
    @Override
    void strike(Contender contender, String primary) {
      Posix.signal(contender.postmaster(primary), Posix.SIGKILL);
    }

    @Override
    void heal(Contender contender, String primary) {}
  },
  POWER_LOSS("power loss") {
    @Override
    void strike(Contender contender, String primary) {
      contender.lab().host(primary).powerOff();
    }

    @Override
    void heal(Contender contender, String primary) {
      contender.lab().host(primary).powerOn();
      contender.startHost(primary);
    }
  },
  CUT_OFF("cut off from all") {
    @Override
    void strike(Contender contender, String primary) {
      var others = new java.util.ArrayList<>(contender.hosts());
      others.remove(primary);
      others.add(contender.lab().clients());
      contender.lab().network().cut(primary, others);
    }

    @Override
    void heal(Contender contender, String primary) {
      contender.lab().network().heal();
    }
  },
  PAUSED("agent stopped, server goes on") {
    @Override
    void strike(Contender contender, String primary) {
      contender.pauseAgent(primary);
    }

    @Override
    void heal(Contender contender, String primary) {
      contender.resumeAgent(primary);
    }
  },
  SWITCHOVER("switchover") {
    @Override
    void strike(Contender contender, String primary) {
      var next = contender.hosts().stream().filter(host -> !host.equals(primary)).findFirst();
      contender.switchover(primary, next.orElseThrow());
    }

    @Override
    void heal(Contender contender, String primary) {}
  };

  static final List<Failure> ALL = List.of(values());

  private final String words;

  Failure(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  abstract void strike(Contender contender, String primary);

  abstract void heal(Contender contender, String primary);
}
