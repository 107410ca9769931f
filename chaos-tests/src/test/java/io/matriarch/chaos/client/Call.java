package io.matriarch.chaos.client;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One call in a thread of the clients' network, while the caller waits outside of it. */
final class Call<T> {
  private final ClientThreads threads;
  private final Duration limit;

  Call(ClientThreads threads, Duration limit) {
    this.threads = threads;
    this.limit = limit;
  }

  /**
   * Makes the call.
   *
   * @throws IllegalStateException if it fails or does not end within the limit
   */
  T make(Callable<T> work) {
    var answer = new CompletableFuture<T>();
    threads
        .newThread(
            () -> {
              try {
                answer.complete(work.call());
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            })
        .start();
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer within " + limit, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
