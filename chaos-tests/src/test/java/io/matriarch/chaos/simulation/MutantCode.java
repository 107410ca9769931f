package io.matriarch.chaos.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles one changed source file in memory, against everything else as it is. */
public final class MutantCode {
  public static final Path ROOT =
      Files.exists(Path.of("statemachine")) ? Path.of("") : Path.of("..");

  private MutantCode() {}

  /** The classes of the changed files, by name. */
  public static Map<String, byte[]> compile(Mutation mutation) throws IOException {
    var texts = new TreeMap<String, String>();
    for (var change : mutation.changes()) {
      var before = texts.get(change.file());
      if (before == null) {
        before = Files.readString(ROOT.resolve(change.file()));
      }
      texts.put(change.file(), changed(mutation, change, before));
    }
    var sources = texts.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var words = new ByteArrayOutputStream();
    try (var files = new InMemory(compiler.getStandardFileManager(null, null, UTF_8))) {
      boolean good =
          compiler
              .getTask(
                  new java.io.OutputStreamWriter(words, UTF_8),
                  files,
                  null,
                  List.of("-proc:none", "-nowarn", "-parameters"),
                  null,
                  sources)
              .call();
      if (!good) {
        throw new AssertionError("'" + mutation.name() + "': " + words.toString(UTF_8));
      }
      return files.classes();
    }
  }

  private static String changed(Mutation mutation, Mutation.Change change, String before) {
    int first = before.indexOf(change.snippet());
    if (first < 0 || before.indexOf(change.snippet(), first + 1) >= 0) {
      throw new AssertionError(
          "'%s': expected the snippet exactly once in %s, found it %s; bring it up to date:%n%s"
              .formatted(
                  mutation.name(),
                  change.file(),
                  first < 0 ? "never" : "more than once",
                  change.snippet()));
    }
    return before.replace(change.snippet(), change.replacement());
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("mutant:///" + Path.of(file).getFileName()), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Compiled extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Compiled(String name) {
      super(URI.create("mutant:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, Compiled> made = new TreeMap<>();

    InMemory(StandardJavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String name,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      var compiled = new Compiled(name);
      made.put(name, compiled);
      return compiled;
    }

    Map<String, byte[]> classes() {
      var classes = new TreeMap<String, byte[]>();
      made.forEach((name, compiled) -> classes.put(name, compiled.bytes.toByteArray()));
      return classes;
    }
  }
}
