package io.matriarch.agent.loop;

/** The kernel's watchdog as the loop sees it: fed while this node may write, disarmed after. */
public interface Watchdog {
  /** For a node without one. */
  Watchdog NONE =
      new Watchdog() {
        @Override
        public boolean keepAlive() {
          return true;
        }

        @Override
        public void disarm() {}
      };

  /**
   * Opens it where it is closed, and puts its end off; false where it is required and cannot be
   * had.
   */
  boolean keepAlive();

  /** This node cannot write any more. */
  void disarm();
}
