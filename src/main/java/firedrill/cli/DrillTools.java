package firedrill.cli;

import firedrill.plan.DrillCatalog;
import firedrill.plan.Plan;
import firedrill.plan.PlanException;
import firedrill.sandbox.tool.ToolException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which programs drills need, by their plans.
 *
 * @param folder that of the drills
 * @param known names of all programs there are
 */
record DrillTools(Path folder, Set<String> known) {

  /**
   * The programs of a selection: ids with commas between, {@code all}, or empty for the standard
   * set.
   *
   * @throws ToolException if a drill is unknown, or its plan malformed or naming no known program
   */
  Set<String> of(String selection) {
    Set<String> names = new TreeSet<>();
    try {
      for (Plan plan : new DrillCatalog(folder).select(selection)) {
        plan.tools().forEach(name -> mustBeKnown(plan, name));
        names.addAll(plan.tools());
      }
    } catch (PlanException e) {
      throw new ToolException(e.getMessage(), e);
    }
    return names;
  }

  private void mustBeKnown(Plan plan, String name) {
    if (!known.contains(name)) {
      throw new ToolException(
          folder.resolve(plan.id()).resolve("plan.yaml")
              + ": tools: there is no program "
              + name
              + "; known: "
              + String.join(", ", known));
    }
  }
}
