package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.Op;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.OpType;
import io.matriarch.chaos.history.edn.Edn;
import io.matriarch.chaos.history.edn.EdnReader;
import java.util.ArrayList;
import java.util.List;

/** A history made by hand: a line each second, values written in EDN. */
public final class Made {
  private final List<Op> ops = new ArrayList<>();
  private String node = "a";
  private int timeline = 1;

  /** From here on another server answers. */
  public Made on(String newNode, int newTimeline) {
    node = newNode;
    timeline = newTimeline;
    return this;
  }

  public Made begin(long process, String f, String value) {
    return add(OpType.INVOKE, process, f, EdnReader.read(value));
  }

  public Made end(long process, OpType type, String f, String value) {
    return add(type, process, f, EdnReader.read(value));
  }

  /** Asked and answered with nothing in between. */
  public Made ok(String f, String value) {
    return begin(0, f, value).end(0, OpType.OK, f, value);
  }

  public Made failed(String f, String value) {
    return begin(0, f, value).end(0, OpType.FAIL, f, value);
  }

  /** Nobody knows; by a process of its own. */
  public Made unknown(String f, String value) {
    long process = 1_000 + ops.size();
    return begin(process, f, value).end(process, OpType.INFO, f, value);
  }

  private Made add(OpType type, long process, String f, Edn value) {
    int index = ops.size();
    boolean answered = type == OpType.OK;
    ops.add(
        new Op(
            index,
            type,
            process,
            index * 1_000_000_000L,
            f,
            value,
            answered ? node : "",
            answered ? timeline : 0,
            ""));
    return this;
  }

  public OpHistory history() {
    return new OpHistory(ops);
  }

  public Verdict judgedBy(Checker checker) {
    return checker.check(history());
  }
}
