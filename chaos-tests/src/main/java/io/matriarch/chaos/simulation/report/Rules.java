package io.matriarch.chaos.simulation.report;

import java.util.List;

/** The names of all rules, so that one that never fires is seen. */
final class Rules {
  private Rules() {}

  static List<String> ofNodes() {
    return List.of(
        "FinishFence",
        "FenceWithoutLease",
        "FenceUnresponsive",
        "FinishAct",
        "LeaveStrangersAlone",
        "KeepCommitsSafe",
        "StopWithAgent",
        "HandOver",
        "StayHandedOver",
        "PromiseStandby",
        "FollowPrimary",
        "KeepHandsOffWhilePaused",
        "CreateFirstDatabase",
        "StartInPlace",
        "PromoteHolder",
        "TendPrimary",
        "DiscardUnfinished",
        "CloneIntoEmpty",
        "RejoinStopped",
        "RewindForked",
        "TendStandby");
  }

  static List<String> ofCluster() {
    return List.of(
        "StartBootstrap",
        "GiveUpBootstrap",
        "FinishHandover",
        "ChooseSwitchoverCandidate",
        "GiveUpOperation",
        "SuspectPrimary",
        "ExpireSilentLease",
        "ElectPrimary");
  }
}
