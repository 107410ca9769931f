package io.matriarch.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All operations of a run in the order in which they were recorded. */
public record OpHistory(List<Op> ops) {
  public OpHistory {
    ops = List.copyOf(ops);
  }

  /** Everything about one kind of operation. */
  public OpHistory of(String... fs) {
    var wanted = List.of(fs);
    return new OpHistory(ops.stream().filter(op -> wanted.contains(op.f())).toList());
  }

  public Stream<Op> oks() {
    return ops.stream().filter(op -> op.is(OpType.OK));
  }

  /**
   * Every operation with its end, by beginning. One that never ended is taken for unknown.
   *
   * @throws IllegalArgumentException if a process does two things at once, or ends what it never
   *     began
   */
  public List<Operation> operations() {
    Map<Long, Op> open = new HashMap<>();
    Map<Op, Op> ends = new HashMap<>();
    List<Op> begun = new ArrayList<>();
    for (var op : ops) {
      if (op.is(OpType.INVOKE)) {
        if (open.put(op.process(), op) != null) {
          throw new IllegalArgumentException("process " + op.process() + " is busy at " + op);
        }
        begun.add(op);
      } else {
        var invoke = open.remove(op.process());
        if (invoke == null) {
          throw new IllegalArgumentException("nothing was begun that ends at " + op);
        }
        ends.put(invoke, op);
      }
    }
    return begun.stream().map(op -> Operation.of(op, ends.get(op))).toList();
  }
}
