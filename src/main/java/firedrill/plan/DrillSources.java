package firedrill.plan;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import firedrill.plan.ClassSource.Body;
import firedrill.plan.Mention.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the classes of drills say, and the classes beside them that they come to use, read from
 * their sources by the JDK's own parser: names that are written out, with their places. What is put
 * together at run time is not seen.
 */
final class DrillSources {

  /** What a helper says counts for whoever uses it. */
  private static final Set<Kind> OF_HELPERS =
      EnumSet.of(Kind.GATE, Kind.STEP, Kind.SIZE, Kind.STORE, Kind.CLAIM);

  /**
   * The mentions of one class that has {@code @Drill}, and of what it uses.
   *
   * @param claims of each scenario and twin those that it says or controls; an empty name is one
   *     that is put together at run time
   */
  record DrillSource(String drill, List<Mention> mentions, Map<String, Set<String>> claims) {}

  private final Map<String, ClassSource> classes;

  private DrillSources(Map<String, ClassSource> classes) {
    this.classes = classes;
  }

  /**
   * Every class with {@code @Drill} below a folder.
   *
   * @throws PlanException when the sources cannot be read
   */
  static List<DrillSource> below(Path folder) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new PlanException("this Java has no compiler; firedrill needs a JDK, not a JRE");
    }
    List<DrillSource> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder);
        StandardJavaFileManager manager =
            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      Set<Path> folders = new LinkedHashSet<>();
      files
          .filter(f -> f.toString().endsWith(".java"))
          .filter(DrillSources::isDrill)
          .forEach(f -> folders.add(f.getParent()));
      for (Path each : folders) {
        DrillSources sources = new DrillSources(read(compiler, manager, each));
        sources.classes.values().stream()
            .filter(c -> !c.drill().isEmpty())
            .forEach(
                c -> found.add(new DrillSource(c.drill(), sources.mentions(c), sources.claims(c))));
      }
    } catch (IOException e) {
      throw new PlanException("cannot read the drills' classes below " + folder + ": " + e, e);
    }
    return found;
  }

  private static Map<String, ClassSource> read(
      JavaCompiler compiler, StandardJavaFileManager manager, Path folder) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.list(folder)) {
      sources = files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null,
                manager,
                // Its mistakes are the compiler's to tell, and it has run before this.
                diagnostic -> {},
                List.of("-proc:none"),
                null,
                manager.getJavaFileObjectsFromPaths(sources));
    Trees trees = Trees.instance(task);
    List<CompilationUnitTree> units = new ArrayList<>();
    Map<String, String> constants = new HashMap<>();
    for (CompilationUnitTree unit : task.parse()) {
      units.add(unit);
      constants.putAll(SourceReader.constants(unit));
    }
    Map<String, ClassSource> classes = new HashMap<>();
    units.forEach(
        unit -> SourceReader.read(unit, trees, constants).forEach(c -> classes.put(c.name(), c)));
    return classes;
  }

  private static boolean isDrill(Path file) {
    try {
      return Files.readString(file).contains("@Drill");
    } catch (IOException e) {
      throw new PlanException("cannot read " + file + ": " + e, e);
    }
  }

  private List<Mention> mentions(ClassSource drill) {
    List<Mention> all = new ArrayList<>();
    Set<Body> reached = new LinkedHashSet<>();
    for (ClassSource own = drill; own != null; own = classes.get(own.parent())) {
      all.addAll(own.mentions());
      reached.addAll(own.bodies());
    }
    int own = reached.size();
    follow(reached, Set.of());
    int seen = 0;
    for (Body body : reached) {
      boolean ofHelper = seen++ >= own;
      body.mentions().stream()
          .filter(m -> !ofHelper || OF_HELPERS.contains(m.kind()))
          .forEach(all::add);
    }
    return all;
  }

  /** By what each method of a drill comes to. */
  private Map<String, Set<String>> claims(ClassSource drill) {
    Set<String> family = new HashSet<>();
    Map<String, Set<String>> said = new HashMap<>();
    for (ClassSource own = drill; own != null; own = classes.get(own.parent())) {
      family.add(own.name());
    }
    for (String name : family) {
      for (Body body : classes.get(name).bodies()) {
        body.mentions().stream()
            .filter(m -> m.kind() == Kind.SCENARIO || m.kind() == Kind.TWIN)
            .forEach(m -> said.put(m.name(), claims(body, family)));
      }
    }
    return said;
  }

  private Set<String> claims(Body scenario, Set<String> family) {
    Set<Body> reached = new LinkedHashSet<>(Set.of(scenario));
    follow(reached, family);
    return reached.stream()
        .flatMap(body -> body.mentions().stream())
        .filter(m -> m.kind() == Kind.CLAIM)
        .map(Mention::name)
        .collect(Collectors.toSet());
  }

  /**
   * Adds the methods of helpers that are called by their names, where the helper is named as well.
   *
   * @param named classes that need not be named
   */
  private void follow(Set<Body> reached, Set<String> named) {
    Set<String> calls = new HashSet<>();
    Set<String> types = new HashSet<>(named);
    int before;
    do {
      before = reached.size();
      for (Body body : reached) {
        calls.addAll(body.calls());
        types.addAll(body.types());
      }
      for (String type : types) {
        ClassSource helper = classes.get(type);
        if (helper != null) {
          helper.bodies().stream()
              .filter(b -> b.always() || calls.contains(b.name()))
              .forEach(reached::add);
        }
      }
    } while (reached.size() > before);
  }
}
