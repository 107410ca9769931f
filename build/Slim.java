import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes the native libraries of other systems and processors out of the jars of a folder: {@code
 * java Slim.java FOLDER}. They are a third of the largest of them.
 */
final class Slim {
  private static final Pattern FOREIGN =
      Pattern.compile(
          "META-INF/native/.*(osx|macos|kqueue|windows|aarch_64|aarch64|riscv64|ppcle|s390).*");

  public static void main(String[] arguments) throws IOException {
    try (var jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
      for (var jar : jars) {
        slim(jar);
      }
    }
  }

  private static void slim(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      if (zip.stream().noneMatch(Slim::isForeign)) {
        return;
      }
      var time = Files.getLastModifiedTime(jar);
      var slim = jar.resolveSibling(jar.getFileName() + ".slim");
      try (var out = new ZipOutputStream(Files.newOutputStream(slim))) {
        for (var entry : zip.stream().filter(e -> !isForeign(e)).toList()) {
          var copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          try (var content = zip.getInputStream(entry)) {
            content.transferTo(out);
          }
          out.closeEntry();
        }
      }
      Files.move(slim, jar, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(jar, time);
    }
  }

  private static boolean isForeign(ZipEntry entry) {
    return FOREIGN.matcher(entry.getName()).matches();
  }
}
