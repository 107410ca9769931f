package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.slf4j.LoggerFactory;

/**
 * Runs each test method of a class in a JVM of its own as user {@code postgres}, where the build
 * runs as root: PostgreSQL refuses root, and the agent and its server are always the same user.
 * Elsewhere the methods run as they are. The class needs a constructor without parameters;
 * lifecycle methods are not carried over.
 */
final class AsPostgres implements InvocationInterceptor {
  private static final long LIMIT_MINUTES = Long.getLong("it.minutes", 3);
  private static final List<String> NEEDED =
      List.of(
          "matriarch",
          "postgresql",
          "slf4j",
          "logback",
          "assertj",
          "awaitility",
          "hamcrest",
          "byte-buddy",
          "junit",
          "opentest4j",
          "apiguardian",
          "jspecify");

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> context,
      ExtensionContext extension)
      throws Throwable {
    assumeTrue(Files.isExecutable(Node.BIN.resolve("postgres")), "needs PostgreSQL in " + Node.BIN);
    if (!System.getProperty("user.name").equals("root")) {
      invocation.proceed();
      return;
    }
    invocation.skip();
    var type = context.getTargetClass().getName();
    runElsewhere(type, context.getExecutable().getName());
  }

  private static void runElsewhere(String type, String method)
      throws IOException, InterruptedException {
    var readable = Files.createTempDirectory("matriarch-it-classes");
    Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
    var output = readable.resolve("output.txt");
    try {
      var command =
          List.of(
              "setpriv",
              "--reuid=postgres",
              "--regid=postgres",
              "--init-groups",
              "--pdeathsig=KILL",
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmx128m",
              "--enable-native-access=ALL-UNNAMED",
              "-Dit.bin_dir=" + Node.BIN,
              "-cp",
              classPath(readable),
              AsPostgres.class.getName(),
              type,
              method);
      var process =
          new ProcessBuilder(command)
              .directory(new File("/tmp"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      var text = Files.readString(output);
      System.out.println("--- " + method + "\n" + text);
      assertThat(ended && process.exitValue() == 0).as(method + "\n" + text).isTrue();
    } finally {
      deleteAll(readable);
    }
  }

  /** Maven's repository may lie where only root can read. */
  private static String classPath(Path readable) throws IOException {
    var entries = new ArrayList<String>();
    var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (var entry : all.split(File.pathSeparator)) {
      var path = Path.of(entry);
      if (Files.isDirectory(path)) {
        entries.add(copy(path, readable.resolve("classes-" + entries.size())));
      } else if (Files.exists(path)
          && NEEDED.stream().anyMatch(path.getFileName().toString()::contains)) {
        entries.add(Files.copy(path, readable.resolve(path.getFileName())).toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  /** The clone, too. */
  private static String copy(Path directory, Path target) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.toList()) {
        Files.copy(file, target.resolve(directory.relativize(file)));
      }
    }
    return target.toString();
  }

  private static void deleteAll(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** In the other JVM: one method of one class. */
  public static void main(String[] arguments) throws Exception {
    int code = 1;
    try {
      var type = Class.forName(arguments[0]);
      var make = type.getDeclaredConstructor();
      make.setAccessible(true);
      var method = type.getDeclaredMethod(arguments[1]);
      method.setAccessible(true);
      method.invoke(make.newInstance());
      code = 0;
    } catch (ReflectiveOperationException | LinkageError e) {
      LoggerFactory.getLogger(AsPostgres.class).atError().setMessage("failed").setCause(e).log();
    }
    System.exit(code);
  }
}
