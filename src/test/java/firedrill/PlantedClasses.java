package firedrill;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Classes that break a rule, compiled for one test. */
final class PlantedClasses {

  private PlantedClasses() {}

  /** In each of some packages a class that uses one of each of the others. */
  static JavaClasses uses(Set<String> packages, Path folder) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String origin : packages) {
      StringBuilder body = new StringBuilder("public class Planted { ");
      for (String target : packages) {
        if (!target.equals(origin)) {
          body.append(target).append(".Used of_").append(target.replace('.', '_')).append("; ");
        }
      }
      sources.put(origin + ".Planted", body.append('}').toString());
      sources.put(origin + ".Used", "public class Used { }");
    }
    return compile(sources, folder);
  }

  /** Two packages that use each other. */
  static JavaClasses cycle(String one, String other, Path folder) throws IOException {
    return compile(
        Map.of(
            one + ".Planted", "public class Planted { " + other + ".Used used; }",
            other + ".Used", "public class Used { " + one + ".Planted back; }"),
        folder);
  }

  private static JavaClasses compile(Map<String, String> sources, Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
      List<Source> units =
          sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
      if (!compiler.getTask(null, files, null, List.of("-proc:none"), null, units).call()) {
        throw new IllegalStateException("cannot compile " + sources);
      }
    }
    return new ClassFileImporter().importPath(folder);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String body) {
      super(
          URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE);
      this.text = "package " + name.substring(0, name.lastIndexOf('.')) + "; " + body;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
