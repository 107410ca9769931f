package io.matriarch.chaos.image;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/** Whether there are containers here. */
final class Engine {
  static final String IMAGE = System.getProperty("lab.image", "matriarch:latest");

  private Engine() {}

  /** Skips the test, aloud, where no engine answers or nobody has built the image. */
  static void assumeImage() {
    var missing = missing();
    missing.ifPresent(what -> System.out.println("IMAGE SKIPPED: " + what));
    Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  private static Optional<String> missing() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of("no container engine answers");
    }
    try {
      DockerClientFactory.lazyClient().inspectImageCmd(IMAGE).exec();
      return Optional.empty();
    } catch (NotFoundException e) {
      return Optional.of("no image %s, see packaging/image/Dockerfile".formatted(IMAGE));
    }
  }
}
