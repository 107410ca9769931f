package io.matriarch.net.rest;

import java.util.concurrent.CompletionStage;

/**
 * What answers a request. It is called on the event loop and must not block; what takes time
 * completes the stage later, from any thread.
 */
@FunctionalInterface
interface Endpoint {
  CompletionStage<Response> handle(Request request);
}
