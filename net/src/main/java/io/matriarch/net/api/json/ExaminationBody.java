package io.matriarch.net.api.json;

import io.matriarch.net.api.Examination;
import java.util.Locale;

/** {@code POST /doctor}. */
public final class ExaminationBody {
  private ExaminationBody() {}

  public static byte[] of(Examination examination) {
    var body =
        Json.object()
            .put("node", examination.node())
            .put("clock_ms", examination.clockEpochMillis());
    var findings = body.putArray("findings");
    for (var finding : examination.findings()) {
      findings
          .addObject()
          .put("level", finding.wrong() ? "wrong" : "note")
          .put("what", finding.what())
          .put("do", finding.remedy());
    }
    var disks = body.putArray("disks");
    for (var disk : examination.disks()) {
      disks
          .addObject()
          .put("purpose", disk.purpose())
          .put("directory", disk.directory())
          .put("fsync_p50_us", disk.medianMicros())
          .put("fsync_p99_us", disk.p99Micros());
    }
    var paths = body.putArray("paths");
    for (var path : examination.paths()) {
      paths
          .addObject()
          .put("to", path.to())
          .put("kind", path.kind().name().toLowerCase(Locale.ROOT))
          .put("address", path.address())
          .put("open", path.open())
          .put("us", path.open() ? path.micros() : null)
          .put("obstacle", path.open() ? null : path.obstacle());
    }
    return Json.bytes(body);
  }
}
