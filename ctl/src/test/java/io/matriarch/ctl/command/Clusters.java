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

  static final String QUORUM =
      HEALTHY
          .replace("\"replica\"", "\"quorum_standby\"")
          .replace(
              "\"scope\"",
              "\"sync\":{\"mode\":\"quorum\",\"needed\":1,\"standbys\":[\"n2\",\"n3\"]},"
                  + "\"scope\"");

  /** Primary and one of two standbys are gone, and the other does not know what they had. */
  static final String HELD =
      """
      {"members":[
       {"name":"n1","role":"replica","state":"unknown","host":"10.0.0.1","port":5432,
        "lsn":"unknown"},
       {"name":"n2","role":"quorum_standby","state":"running","api_url":"THIS_AGENT/patroni",
        "host":"10.0.0.2","port":5432,"timeline":3,"lsn":"0/4FFF000","receive_lsn":"0/4FFF000",
        "receive_lag":4096},
       {"name":"n3","role":"quorum_standby","state":"unknown","host":"10.0.0.3","port":5432,
        "lsn":"unknown"}],
       "scope":"demo","epoch":4,"raft_leader":"n2","age_ms":15,
       "sync":{"mode":"quorum","needed":1,"standbys":["n2","n3"]},
       "vacancy":{"previous":"n1","epoch":4,"clean":false,"reason":"the lease of n1 ran out",
        "last_known_timeline":3,"last_known_lsn":"0/5000000","held_up_by":["n1","n3"]}}
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

  static final String ACCOUNT =
      """
      {"changes":[
        {"epoch":1,"timeline":1,"primary":"n1","previous":null,"reason":"first database",
         "at":"2026-11-20T07:00:00.000+00:00","loss":"none"},
        {"epoch":2,"timeline":2,"primary":"n2","previous":"n1",
         "reason":"n1 has been silent for 1320 ms","at":"2026-11-20T08:00:00.000+00:00",
         "forked_at":"0/3000148","silence_ms":1320,"election_ms":48,"promotion_ms":612,
         "parent_timeline":1,"loss":"found","lost_bytes":8192,"lost_transactions":3},
        {"epoch":3,"timeline":3,"primary":"n1","previous":"n2","reason":"the lease of n2 ran out",
         "at":"2026-11-21T09:30:00.000+00:00","forked_at":"0/4000148","parent_timeline":2,
         "loss":"unknown"}],
       "losses":[
        {"member":"n1","epoch":2,"timeline":1,"from":"0/3000148","to":"0/3002148","bytes":8192,
         "transactions":3,"summary":"Heap 12, Transaction 3","kept_in":"/var/lib/lost/2"},
        {"member":"n3","epoch":2,"timeline":1,"from":"0/3000148","to":"0/3001148","bytes":4096,
         "summary":"pg_waldump could not read it"}]}
      """;

  static final String EXPLAIN_HELD =
      """
      {"node":[],"coordinator":[],"coordinator_at":"n2","blockers":[
       "nobody is primary: the lease of n1 ran out",
       "the election waits: [n3] may hold acknowledged commits and [n3] do not report"]}
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
