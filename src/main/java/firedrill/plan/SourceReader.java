package firedrill.plan;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import firedrill.plan.ClassSource.Body;
import firedrill.plan.Mention.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the classes of one file: names that are written out, and what its methods call. */
final class SourceReader extends TreePathScanner<Void, Void> {

  private final CompilationUnitTree unit;
  private final Trees trees;
  private final Map<String, String> constants;
  private final Set<String> runs;
  private final List<ClassSource> found = new ArrayList<>();
  private ClassSource current;
  private Body body;

  /** Of the method that is read. */
  private final Set<String> parameters = new HashSet<>();

  private SourceReader(CompilationUnitTree unit, Trees trees, Map<String, String> constants) {
    this.unit = unit;
    this.trees = trees;
    this.constants = constants;
    this.runs = runs(unit);
  }

  /**
   * @param constants see {@link #constants}, of all files that this one may name
   */
  static List<ClassSource> read(
      CompilationUnitTree unit, Trees trees, Map<String, String> constants) {
    SourceReader reader = new SourceReader(unit, trees, constants);
    reader.scan(unit, null);
    return reader.found;
  }

  /** Texts that a constant stands for, by {@code <class>.<constant>}. */
  static Map<String, String> constants(CompilationUnitTree unit) {
    Map<String, String> all = new HashMap<>();
    new TreePathScanner<Void, Void>() {
      @Override
      public Void visitVariable(VariableTree variable, Void nothing) {
        if (variable.getInitializer() instanceof LiteralTree literal
            && literal.getValue() instanceof String text
            && getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type) {
          all.put(type.getSimpleName() + "." + variable.getName(), text);
        }
        return super.visitVariable(variable, nothing);
      }
    }.scan(unit, null);
    return all;
  }

  /** What this file calls the run of a scenario. */
  private static Set<String> runs(CompilationUnitTree unit) {
    Set<String> names = new HashSet<>();
    new TreePathScanner<Void, Void>() {
      @Override
      public Void visitVariable(VariableTree variable, Void nothing) {
        if (variable.getType() != null && variable.getType().toString().equals("DrillRun")) {
          names.add(variable.getName().toString());
        }
        return super.visitVariable(variable, nothing);
      }
    }.scan(unit, null);
    return names;
  }

  @Override
  public Void visitClass(ClassTree type, Void nothing) {
    boolean top = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
    if (!top) {
      // A nested class is never run as a drill of its own.
      return super.visitClass(type, nothing);
    }
    AnnotationTree drill =
        type.getModifiers().getAnnotations().stream()
            .filter(a -> named(a).equals("Drill"))
            .findFirst()
            .orElse(null);
    String name = type.getSimpleName().toString();
    String parent =
        type.getExtendsClause() == null
            ? ""
            : type.getExtendsClause().toString().replaceFirst("<.*", "");
    current = ClassSource.named(name, drill == null ? "" : text(value(drill, "value")), parent);
    found.add(current);
    if (!current.drill().isEmpty()) {
      mention(current.mentions(), Kind.DRILL_CLASS, name, drill);
    }
    return super.visitClass(type, nothing);
  }

  @Override
  public Void visitMethod(MethodTree method, Void nothing) {
    boolean overrides =
        method.getModifiers().getAnnotations().stream().anyMatch(a -> named(a).equals("Override"));
    String name = method.getName().toString();
    method.getParameters().forEach(p -> parameters.add(p.getName().toString()));
    return inside(name, overrides || name.equals("<init>"), () -> super.visitMethod(method, null));
  }

  @Override
  public Void visitVariable(VariableTree variable, Void nothing) {
    return inside("<init>", true, () -> super.visitVariable(variable, null));
  }

  /** What is written inside of a method belongs to it. */
  private Void inside(String name, boolean always, Runnable visit) {
    if (body != null || current == null) {
      visit.run();
      return null;
    }
    body = new Body(name, always, new ArrayList<>(), new HashSet<>(), new HashSet<>());
    current.bodies().add(body);
    visit.run();
    body = null;
    parameters.clear();
    return null;
  }

  @Override
  public Void visitAnnotation(AnnotationTree annotation, Void nothing) {
    String name = named(annotation);
    if (current != null && (name.equals("Scenario") || name.equals("Twin"))) {
      ExpressionTree value = value(annotation, "value");
      Kind kind = Kind.valueOf(name.toUpperCase(Locale.ROOT));
      mention(body == null ? current.mentions() : body.mentions(), kind, text(value), annotation);
      ExpressionTree gates = value(annotation, "gates");
      if (gates instanceof NewArrayTree array) {
        array
            .getInitializers()
            .forEach(gate -> mention(current.mentions(), Kind.GATE, text(gate), gate));
      } else if (gates != null) {
        mention(current.mentions(), Kind.GATE, text(gates), gates);
      }
    }
    return super.visitAnnotation(annotation, nothing);
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
    if (body != null && call.getMethodSelect() instanceof MemberSelectTree select) {
      body.calls().add(select.getIdentifier().toString());
      called(select.getExpression(), select.getIdentifier().toString(), call.getArguments());
    } else if (body != null && call.getMethodSelect() instanceof IdentifierTree own) {
      body.calls().add(own.getName().toString());
      called(own, own.getName().toString(), call.getArguments());
    }
    return super.visitMethodInvocation(call, nothing);
  }

  private void called(ExpressionTree of, String method, List<? extends ExpressionTree> arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    boolean onRun = isRun(of);
    boolean onPlan = of.toString().endsWith(".plan()");
    ExpressionTree first = arguments.get(0);
    switch (method) {
      case "gate" -> {
        if (onRun || onPlan) {
          mention(Kind.GATE, first);
        } else if (isRun(first) && arguments.size() > 1) {
          mention(Kind.GATE, arguments.get(1));
        }
      }
      case "of" -> {
        if (of.toString().equals("Step")) {
          mention(Kind.STEP, first);
        }
      }
      case "after" -> {
        if (of instanceof MethodInvocationTree) {
          arguments.forEach(gate -> mention(Kind.GATE, gate));
        }
      }
      case "size" -> {
        if (onPlan) {
          mention(Kind.SIZE, first);
        }
      }
      case "rpo" -> mention(Kind.STORE, first);
      case "claim", "control" -> {
        if (onRun) {
          mention(Kind.CLAIM, first);
        }
      }
      default -> {}
    }
  }

  private boolean isRun(ExpressionTree expression) {
    return runs.contains(expression.toString().replaceFirst("^this\\.", ""));
  }

  @Override
  public Void visitMemberReference(MemberReferenceTree reference, Void nothing) {
    if (body != null) {
      body.calls().add(reference.getName().toString());
    }
    return super.visitMemberReference(reference, nothing);
  }

  @Override
  public Void visitIdentifier(IdentifierTree identifier, Void nothing) {
    if (body != null) {
      body.types().add(identifier.getName().toString());
    }
    return super.visitIdentifier(identifier, nothing);
  }

  private void mention(Kind kind, Tree at) {
    // What a method was handed its callers say; of a claim it is known at least that one is meant.
    if (kind == Kind.CLAIM
        || !(at instanceof IdentifierTree handed)
        || !parameters.contains(handed.getName().toString())) {
      add(body.mentions(), kind, text(at), at);
    }
  }

  private void mention(List<Mention> into, Kind kind, String name, Tree at) {
    if (!name.isEmpty()) {
      add(into, kind, name, at);
    }
  }

  private void add(List<Mention> into, Kind kind, String name, Tree at) {
    long position = trees.getSourcePositions().getStartPosition(unit, at);
    long line = unit.getLineMap().getLineNumber(position);
    into.add(new Mention(kind, name, Path.of(unit.getSourceFile().getName()), line));
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

  /** A text that is written out, or that a constant stands for; else empty. */
  private String text(Tree tree) {
    if (tree instanceof LiteralTree literal && literal.getValue() instanceof String text) {
      return text;
    }
    if (tree instanceof IdentifierTree own && current != null) {
      return constants.getOrDefault(current.name() + "." + own.getName(), "");
    }
    return tree instanceof MemberSelectTree other
        ? constants.getOrDefault(other.toString(), "")
        : "";
  }
}
