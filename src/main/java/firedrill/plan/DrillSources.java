package firedrill.plan;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the classes of drills say, read from their sources by the JDK's own parser: names that are
 * written out, with their places. What is put together at run time is not seen.
 */
final class DrillSources {

  /** Where a name stands. */
  record Mention(Kind kind, String name, Path file, long line) {
    String at() {
      return file + ":" + line + ": ";
    }
  }

  enum Kind {
    /** A class with {@code @Drill}; the name is the class's. */
    DRILL_CLASS,
    SCENARIO,
    TWIN,
    GATE,
    STEP,
    SIZE
  }

  /** The mentions of one class that has {@code @Drill}. */
  record DrillSource(String drill, List<Mention> mentions) {}

  private DrillSources() {}

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
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources =
          files.filter(f -> f.toString().endsWith(".java")).filter(DrillSources::isDrill).toList();
      if (sources.isEmpty()) {
        return List.of();
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
      for (CompilationUnitTree unit : task.parse()) {
        new Reader(unit, trees, found).scan(unit, null);
      }
    } catch (IOException e) {
      throw new PlanException("cannot read the drills' classes below " + folder + ": " + e, e);
    }
    return found;
  }

  private static boolean isDrill(Path file) {
    try {
      return Files.readString(file).contains("@Drill");
    } catch (IOException e) {
      throw new PlanException("cannot read " + file + ": " + e, e);
    }
  }

  private static final class Reader extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final List<DrillSource> found;
    private List<Mention> mentions = new ArrayList<>();

    Reader(CompilationUnitTree unit, Trees trees, List<DrillSource> found) {
      this.unit = unit;
      this.trees = trees;
      this.found = found;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      // A nested class is never run as a drill of its own.
      boolean top = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
      for (AnnotationTree annotation : type.getModifiers().getAnnotations()) {
        boolean drills = top && named(annotation).equals("Drill");
        String drill = drills ? text(value(annotation, "value")) : "";
        if (!drill.isEmpty()) {
          mentions = new ArrayList<>();
          found.add(new DrillSource(drill, mentions));
          mention(Kind.DRILL_CLASS, type.getSimpleName().toString(), annotation);
        }
      }
      return super.visitClass(type, nothing);
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, Void nothing) {
      String name = named(annotation);
      if (name.equals("Scenario") || name.equals("Twin")) {
        ExpressionTree value = value(annotation, "value");
        mention(Kind.valueOf(name.toUpperCase(Locale.ROOT)), text(value), annotation);
        ExpressionTree gates = value(annotation, "gates");
        if (gates instanceof NewArrayTree array) {
          array.getInitializers().forEach(gate -> mention(Kind.GATE, text(gate), gate));
        } else if (gates != null) {
          mention(Kind.GATE, text(gates), gates);
        }
      }
      return super.visitAnnotation(annotation, nothing);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      if (call.getMethodSelect() instanceof MemberSelectTree select
          && !call.getArguments().isEmpty()) {
        String of = select.getExpression().toString();
        String method = select.getIdentifier().toString();
        ExpressionTree first = call.getArguments().get(0);
        if (method.equals("gate") && of.equals("run")) {
          mention(Kind.GATE, text(first), first);
        } else if (method.equals("of") && of.equals("Step")) {
          mention(Kind.STEP, text(first), first);
        } else if (method.equals("after") && of.startsWith("Step.of(")) {
          mention(Kind.GATE, text(first), first);
        } else if (method.equals("size") && of.equals("run.plan()")) {
          mention(Kind.SIZE, text(first), first);
        }
      }
      return super.visitMethodInvocation(call, nothing);
    }

    private void mention(Kind kind, String name, Tree at) {
      if (!name.isEmpty()) {
        long position = trees.getSourcePositions().getStartPosition(unit, at);
        long line = unit.getLineMap().getLineNumber(position);
        mentions.add(new Mention(kind, name, Path.of(unit.getSourceFile().getName()), line));
      }
    }

    private static String named(AnnotationTree annotation) {
      return annotation.getAnnotationType().toString().replaceFirst(".*\\.", "");
    }

    private static ExpressionTree value(AnnotationTree annotation, String name) {
      for (ExpressionTree argument : annotation.getArguments()) {
        if (argument instanceof AssignmentTree assignment
            && assignment.getVariable().toString().equals(name)) {
          return assignment.getExpression();
        }
        if (!(argument instanceof AssignmentTree) && name.equals("value")) {
          return argument;
        }
      }
      return null;
    }

    /** A text that is written out; else empty. */
    private static String text(Tree tree) {
      return tree instanceof LiteralTree literal && literal.getValue() instanceof String text
          ? text
          : "";
    }
  }
}
