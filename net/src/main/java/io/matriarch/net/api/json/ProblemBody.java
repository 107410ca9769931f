package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.statemachine.model.ConfigProblem;
import java.util.List;

/**
 * An error as {@code application/problem+json} (RFC 9457). {@code outcome} tells whoever asked for
 * a change whether nothing was changed ({@code refused}) or nobody can say ({@code unknown}).
 */
public final class ProblemBody {
  private ProblemBody() {}

  public static byte[] of(int status, String title, String detail) {
    return Json.bytes(problem(status, title, detail));
  }

  public static byte[] refused(int status, String title, String detail) {
    return Json.bytes(problem(status, title, detail).put("outcome", "refused"));
  }

  public static byte[] unknown(int status, String title, String detail) {
    return Json.bytes(problem(status, title, detail).put("outcome", "unknown"));
  }

  public static byte[] invalidConfig(int status, String title, List<ConfigProblem> problems) {
    var body =
        problem(status, title, "the configuration is not valid; nothing was changed")
            .put("outcome", "refused");
    var list = body.putArray("problems");
    for (var problem : problems) {
      list.addObject()
          .put("pointer", problem.pointer())
          .put("found", problem.found())
          .put("expected", problem.expected());
    }
    return Json.bytes(body);
  }

  private static ObjectNode problem(int status, String title, String detail) {
    return Json.object().put("title", title).put("status", status).put("detail", detail);
  }
}
