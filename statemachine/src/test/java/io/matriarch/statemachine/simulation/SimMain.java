package io.matriarch.statemachine.simulation;
final class SimMain {
  public static void main(String[] a) {
    long from = Long.parseLong(a[0]), to = Long.parseLong(a[1]);
    var m = a.length > 2 ? Mutation.valueOf(a[2]) : Mutation.NONE;
    boolean quiet = a.length > 3;
    var counts = new java.util.TreeMap<String, Integer>(); long events = 0; long t = System.nanoTime();
    for (long s = from; s < to; s++) {
      var sim = new Simulation(s, m);
      try { sim.run(); } catch (Throwable e) {
        var msg = String.valueOf(e.getMessage());
        var k = e instanceof AssertionError ? msg.split(":")[0] : e.toString();
        if (counts.merge(k, 1, Integer::sum) == 1 && !quiet) { System.out.println(msg); if (!(e instanceof AssertionError)) e.printStackTrace(System.out); }
        System.out.println("FAIL seed " + s + " " + k);
      }
      events += sim.events;
    }
    System.out.println(counts + " events " + events + " in " + (System.nanoTime() - t) / 1000000 + " ms");
  }
}
