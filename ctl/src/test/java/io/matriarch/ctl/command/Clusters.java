package io.matriarch.ctl.command;

/** Bodies as agents send them. */
final class Clusters {
  static final String HEALTHY =
      """
      {"members":[
       {"name":"n1","role":"leader","state":"running","api_url":"THIS_AGENT/patroni",
        "host":"10.0.0.1","port":5432,"timeline":3,"lsn":"0/5000148","kind":"database"},
       {"name":"n2","role":"replica","state":"streaming","api_url":"THIS_AGENT/patroni",
        "host":"10.0.0.2","port":5432,"timeline":3,"upstream":"10.0.0.1:5432","lsn":"0/5000148",
        "lag":0,"receive_lsn":"0/5000148","receive_lag":0,"replay_lsn":"0/5000060",
        "replay_lag":232,"kind":"database"},
       {"name":"n3","role":"replica","state":"streaming","api_url":"THIS_AGENT/patroni",
        "host":"10.0.0.3","port":5432,"timeline":3,"upstream":"10.0.0.2:5432","lsn":"0/4000000",
        "lag":16777544,"receive_lsn":"0/4000000","receive_lag":16777544,
        "replay_lsn":"0/4000000","replay_lag":16777544,"pending_restart":true,
        "tags":{"noloadbalance":true},"kind":"database"}],
       "scope":"demo","database_system_identifier":"7277694203142172922","epoch":4,
       "raft_leader":"n2","age_ms":12}
      """;

  static final String PAUSED = HEALTHY.replace("\"scope\"", "\"pause\":true,\"scope\"");

  static final String AFTER = HEALTHY.replace("\"leader\"", "\"replica\"");

  static final String SICK =
      """
      {"members":[
       {"name":"n1","role":"replica","state":"unknown","api_url":"THIS_AGENT/patroni",
        "host":"10.0.0.1","port":5432,"lsn":"unknown","lag":"unknown","receive_lsn":"unknown",
        "receive_lag":"unknown","replay_lsn":"unknown","replay_lag":"unknown"},
       {"name":"n2","role":"replica","state":"failed","host":"10.0.0.1","port":5433,
        "timeline":2,"trouble":"the disk is full: make room in the data directory"},
       {"name":"w","role":"witness","state":"witness","kind":"witness"}],
       "scope":"demo","pause":true,"epoch":4,"raft_leader":null,"age_ms":15000,
       "vacancy":{"previous":"n1","epoch":4,"clean":false,"reason":"the lease of n1 ran out"},
       "operation":{"id":"op-1","kind":"failover","phase":"handed_over","from":"n1",
        "candidate":"n2"}}
      """;

  static final String HISTORY =
      """
      [[1,50331808,"switchover asked for by REST API","2026-11-20T08:00:00.000+00:00","n2"],
       [2,67109024,"the lease of n2 ran out","2026-11-21T09:30:00.000+00:00","n1"]]
      """;

  static final String EXPLAIN =
      """
      {"node":[
        {"at":"09:30:02","rule":"FollowPrimary","decision":"follow n1","reason":"n1 holds epoch 4",
         "times":120},
        {"at":"09:30:00","rule":"WaitForAssignment","decision":"wait","reason":"","times":1}],
       "coordinator":[],"coordinator_at":"n2","blockers":[]}
      """;

  static final String EXPLAIN_COORDINATOR =
      """
      {"node":[],"coordinator":[
        {"at":"09:30:01","rule":"AssignBestStandby","decision":"assign n1 in epoch 4",
         "reason":"the lease of n2 ran out; n1 has the most WAL","times":1}],
       "coordinator_at":"n2","blockers":["n3 is 16 MB behind and could not be promoted"]}
      """;

  private Clusters() {}
}
