import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format over every Java source of the repository, in one JVM.
 *
 * <p>Arguments: {@code check} (exit 1 and a list where a file is not in shape) or {@code apply},
 * and the repository's root.
 */
final class Format {
  public static void main(String[] args) throws Exception {
    var apply =
        switch (args[0]) {
          case "apply" -> true;
          case "check" -> false;
          default -> throw new IllegalArgumentException("check or apply, not " + args[0]);
        };
    var root = Path.of(args[1]);
    var call =
        new ArrayList<>(apply ? List.of("--replace") : List.of("-n", "--set-exit-if-changed"));
    call.addAll(sources(root));

    var out = new PrintWriter(System.out, true);
    var err = new PrintWriter(System.err, true);
    var status = new Main(out, err, System.in).format(call.toArray(String[]::new));
    out.flush();
    err.flush();
    if (status != 0 && !apply) {
      err.println("the files above are not in shape; to rewrite them:");
      err.println("  mvn -N -q -Pformat process-sources");
    }
    System.exit(status);
  }

  private static List<String> sources(Path root) throws IOException {
    var found = new ArrayList<String>();
    try (var top = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (var module : top) {
        var src = module.getFileName().toString().equals("build") ? module : module.resolve("src");
        if (Files.isDirectory(src)) {
          try (var files = Files.walk(src)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(found::add);
          }
        }
      }
    }
    found.sort(null);
    return found;
  }
}
