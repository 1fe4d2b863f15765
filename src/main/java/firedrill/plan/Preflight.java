package firedrill.plan;

import firedrill.plan.DrillSources.DrillSource;
import firedrill.plan.Mention.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds what an author wrote against each other before anything is started: plan, runbook, story
 * and classes of a drill.
 *
 * @param drills the folder of the drills
 * @param sources the folder with their classes
 */
public record Preflight(Path drills, Path sources) {

  /** {@code drills/} and {@code src/test/java/} of a project. */
  public static Preflight of(Path project) {
    return new Preflight(project.resolve("drills"), project.resolve("src/test/java"));
  }

  /**
   * What is wrong, each with file and line where there is one; empty when a lab may be built.
   *
   * @param selection as {@code -Ddrill}
   */
  public List<String> problems(String selection) {
    List<String> ids = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    DrillCatalog catalog = new DrillCatalog(drills);
    try {
      catalog.select(selection).forEach(plan -> ids.add(plan.id()));
    } catch (PlanException e) {
      return List.of(e.getMessage());
    }
    List<DrillSource> classes;
    try {
      classes = DrillSources.below(sources);
    } catch (PlanException e) {
      return List.of(e.getMessage());
    }
    for (String id : ids) {
      problems.addAll(
          problems(catalog.plan(id), classes.stream().filter(c -> c.drill().equals(id)).toList()));
    }
    return problems;
  }

  private List<String> problems(Plan plan, List<DrillSource> classes) {
    List<String> problems = new ArrayList<>();
    Path folder = drills.resolve(plan.id());
    try {
      Runbook runbook = Runbook.read(folder.resolve("runbook.md"));
      problems.addAll(runbook.disagreements(plan, folder));
    } catch (PlanException e) {
      problems.add(e.getMessage());
    }
    if (classes.isEmpty()) {
      problems.add(
          "%s: no class below %s has @Drill(\"%s\")"
              .formatted(folder.resolve("plan.yaml"), sources, plan.id()));
    }
    List<Mention> mentions = classes.stream().flatMap(c -> c.mentions().stream()).toList();
    mentions.forEach(mention -> problems.addAll(problems(plan, mention)));
    problems.addAll(twice(mentions));
    if (!classes.isEmpty()) {
      problems.addAll(unwritten(plan, mentions, folder.resolve("plan.yaml")));
    }
    try {
      problems.addAll(unnamed(Story.of(drills, plan.id()), plan, mentions, folder));
      problems.addAll(unclaimed(mentions));
      problems.addAll(unseen(plan, classes));
    } catch (PlanException e) {
      problems.add(e.getMessage());
    }
    return problems;
  }

  private List<String> problems(Plan plan, Mention mention) {
    if (mention.name().isEmpty()) {
      return List.of();
    }
    return switch (mention.kind()) {
      case DRILL_CLASS ->
          mention.name().endsWith("Drill")
              ? List.of()
              : List.of(mention.at() + "class " + mention.name() + " must end in Drill to be run");
      case SCENARIO -> List.of();
      case TWIN -> unknown(mention, "twin", "twins", plan.twins());
      case GATE -> unknown(mention, "gate", "gates", plan.gates().keySet());
      case STEP ->
          plan.order().isEmpty() ? List.of() : unknown(mention, "step", "order", plan.order());
      case SIZE -> unknown(mention, "size", "sizes", plan.sizes().keySet());
      case STORE, CLAIM -> List.of();
    };
  }

  private static List<String> unknown(
      Mention mention, String what, String field, Collection<String> known) {
    return known.contains(mention.name())
        ? List.of()
        : List.of(
            "%s%s %s is not among the plan's %s%s; they are %s"
                .formatted(
                    mention.at(),
                    what,
                    mention.name(),
                    field,
                    Nearest.hint(mention.name(), known),
                    known));
  }

  private static List<String> twice(List<Mention> mentions) {
    Map<String, Mention> first = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Mention mention : mentions) {
      if (mention.kind() == Kind.SCENARIO || mention.kind() == Kind.TWIN) {
        Mention before = first.putIfAbsent(mention.name(), mention);
        if (before != null) {
          problems.add(
              "%s%s is the name of another scenario or twin of this drill, in %s:%d"
                  .formatted(mention.at(), mention.name(), before.file(), before.line()));
        }
      }
    }
    return problems;
  }

  /** What the plan promises and no class does. */
  private static List<String> unwritten(Plan plan, List<Mention> mentions, Path file) {
    List<String> problems = new ArrayList<>();
    for (String twin : without(plan.twins(), mentions, Kind.TWIN)) {
      problems.add(
          "%s: twin %s has no method with @Twin(value = \"%s\", …)"
              .formatted(place(file, twin), twin, twin));
    }
    for (String gate : without(plan.gates().keySet(), mentions, Kind.GATE)) {
      problems.add(
          "%s: nothing asks gate %s; call gate(\"%s\", …) or take it out"
              .formatted(place(file, gate), gate, gate));
    }
    for (String store : without(plan.rpo().keySet(), mentions, Kind.STORE)) {
      problems.add(
          "%s: nothing measures the loss of %s; call rpo(\"%s\", …) or take its budget out; measured is that of %s"
              .formatted(place(file, store), store, store, named(mentions, Kind.STORE)));
    }
    for (String scenario : without(plan.rpoOpen(), mentions, Kind.SCENARIO)) {
      problems.add(
          "%s: rpo-open names %s, and no method has @Scenario(\"%s\")"
              .formatted(place(file, scenario), scenario, scenario));
    }
    return problems;
  }

  /** Those that nothing mentions; none where one may be put together at run time. */
  private static List<String> without(Collection<String> names, List<Mention> mentions, Kind kind) {
    Set<String> said = named(mentions, kind);
    return said.contains("")
        ? List.of()
        : names.stream().filter(name -> !said.contains(name)).toList();
  }

  private static Set<String> named(List<Mention> mentions, Kind kind) {
    return mentions.stream()
        .filter(m -> m.kind() == kind)
        .map(Mention::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a story that names things leaves without a name. */
  private static List<String> unnamed(Story story, Plan plan, List<Mention> mentions, Path folder) {
    if (story.names().isEmpty()) {
      return List.of();
    }
    Map<String, String> wanted = new LinkedHashMap<>();
    mentions.stream()
        .filter(m -> m.kind() == Kind.SCENARIO)
        .forEach(m -> wanted.put(m.name(), m.at() + "scenario "));
    Path file = folder.resolve("plan.yaml");
    plan.order().forEach(step -> wanted.put(step, place(file, step) + ": step "));
    plan.gates().keySet().forEach(gate -> wanted.put(gate, place(file, gate) + ": gate "));
    plan.twins().forEach(twin -> wanted.put(twin, place(file, twin) + ": twin "));
    wanted.keySet().removeAll(story.names().keySet());
    return wanted.entrySet().stream()
        .map(
            unnamed ->
                "%s%s has no name in %s; write below names:   %s: {en: …, fr: …}"
                    .formatted(
                        unnamed.getValue(),
                        unnamed.getKey(),
                        folder.resolve("story.yaml"),
                        unnamed.getKey()))
        .toList();
  }

  /** Answers to questions that nobody asks. */
  private List<String> unclaimed(List<Mention> mentions) {
    Path file = drills.resolve("claims.yaml");
    if (!Files.exists(file)) {
      return List.of();
    }
    Set<String> known = ClaimIds.read(file);
    return mentions.stream()
        .filter(m -> m.kind() == Kind.CLAIM && !m.name().isEmpty() && !known.contains(m.name()))
        .map(
            m ->
                "%sclaim %s is not in %s%s"
                    .formatted(m.at(), m.name(), file, Nearest.hint(m.name(), known)))
        .toList();
  }

  /** Twins that are to show what they are never asked. */
  private List<String> unseen(Plan plan, List<DrillSource> classes) {
    Path file = drills.resolve("claims.yaml");
    return Files.exists(file) ? SeenIn.problems(file, plan.id(), classes) : List.of();
  }

  /** The file, with the line that names a word where one does. */
  static String place(Path file, String word) {
    try (Stream<String> lines = Files.lines(file)) {
      List<String> all = lines.toList();
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).matches(".*(?<![a-z0-9.-])\\Q" + word + "\\E(?![a-z0-9.-]).*")) {
          return file + ":" + (i + 1);
        }
      }
    } catch (IOException e) {
      return file.toString();
    }
    return file.toString();
  }
}
