package io.matriarch.agent.app;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what one object tells to another that is built after it. What is told before that is
 * dropped: whoever comes looks at the present first. Thread-safe.
 */
final class Relay<T> implements Consumer<T> {
  private volatile @Nullable Consumer<T> target;

  void to(Consumer<T> listener) {
    target = listener;
  }

  @Override
  public void accept(T told) {
    var listener = target;
    if (listener != null) {
      listener.accept(told);
    }
  }
}
