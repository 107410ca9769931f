package io.matriarch.raft.ratis;

import io.matriarch.raft.codec.FormatException;
import io.matriarch.raft.codec.StateCodec;
import io.matriarch.statemachine.model.ClusterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.AtomicFileOutputStream;
import org.apache.ratis.util.MD5FileUtil;

/** One snapshot: the state as JSON, its MD5 beside it. Ratis never compares the two; this does. */
final class SnapshotFile {
  private SnapshotFile() {}

  static void write(SimpleStateMachineStorage storage, TermIndex last, ClusterState state)
      throws IOException {
    var file = storage.getSnapshotFile(last.getTerm(), last.getIndex());
    try (var out = new AtomicFileOutputStream(file)) {
      out.write(StateCodec.encode(state));
    }
    var md5 = MD5FileUtil.computeAndSaveMd5ForFile(file);
    Durable.syncDirectory(file.toPath().toAbsolutePath().getParent());
    storage.updateLatestSnapshot(
        new SingleFileSnapshotInfo(
            new FileInfo(file.toPath(), md5), last.getTerm(), last.getIndex()));
  }

  /**
   * @throws IOException where the content is not what was written
   */
  static ClusterState read(SingleFileSnapshotInfo snapshot) throws IOException {
    return read(snapshot.getFile().getPath());
  }

  static ClusterState read(Path file) throws IOException {
    MD5FileUtil.verifySavedMD5(file.toFile(), MD5FileUtil.computeMd5ForFile(file.toFile()));
    try {
      return StateCodec.decode(Files.readAllBytes(file));
    } catch (FormatException e) {
      throw new IOException("snapshot " + file + ": " + e.getMessage(), e);
    }
  }
}
