package firedrill.cli;

import firedrill.plan.DrillCatalog;
import firedrill.plan.Plan;
import firedrill.plan.PlanException;
import firedrill.sandbox.tool.ToolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which programs drills need, by the components of their labs.
 *
 * @param folder that of the drills
 * @param programs of a drill's labs, by its id
 * @param known names of all programs there are
 */
record DrillTools(Path folder, Function<String, Set<String>> programs, Set<String> known) {

  /**
   * The programs of a selection: ids with commas between, {@code all}, or empty for the standard
   * set.
   *
   * @throws ToolException if a drill is unknown, its plan is malformed, its class is not there, or
   *     a component of its lab names no known program
   */
  Set<String> of(String selection) {
    Set<String> names = new TreeSet<>();
    inOrder(selection, List.of()).forEach(names::addAll);
    return names;
  }

  /**
   * The same for each drill, in the order in which they run.
   *
   * @param first ids of drills that run before the others
   */
  List<Set<String>> inOrder(String selection, List<String> first) {
    try {
      List<Plan> plans = new ArrayList<>(new DrillCatalog(folder).select(selection));
      plans.sort(
          Comparator.comparingInt(
              plan -> first.contains(plan.id()) ? first.indexOf(plan.id()) : first.size()));
      List<Set<String>> sets = new ArrayList<>();
      for (Plan plan : plans) {
        Set<String> own = programs.apply(plan.id());
        own.forEach(name -> mustBeKnown(plan, name));
        sets.add(own);
      }
      return sets;
    } catch (PlanException | IllegalStateException e) {
      throw new ToolException(e.getMessage(), e);
    }
  }

  private void mustBeKnown(Plan plan, String name) {
    if (!known.contains(name)) {
      throw new ToolException(
          "a component of the lab of "
              + plan.id()
              + " names the program "
              + name
              + ", which sandbox/tools/catalog.yaml does not have; known: "
              + String.join(", ", known));
    }
  }
}
