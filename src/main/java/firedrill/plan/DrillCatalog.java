package firedrill.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The drills there are: every directory with a {@code plan.yaml} below {@code drills/}. */
public final class DrillCatalog {

  private final Path directory;

  public DrillCatalog(Path directory) {
    this.directory = directory;
  }

  /** {@code drills/}, or what {@code -Ddrills.dir} says. */
  public static DrillCatalog ofProject() {
    return new DrillCatalog(Path.of(System.getProperty("drills.dir", "drills")));
  }

  /**
   * Their ids, sorted.
   *
   * @throws PlanException when the directory cannot be read
   */
  public List<String> ids() {
    if (!Files.isDirectory(directory)) {
      throw new PlanException(
          "there is no directory "
              + directory
              + "; run from the project's root, or set drills.dir");
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> Files.exists(child.resolve("plan.yaml")))
          .map(child -> child.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new PlanException("cannot list " + directory + ": " + e, e);
    }
  }

  /**
   * One drill's plan.
   *
   * @throws PlanException for an unknown id, naming the known ones and the nearest; for a malformed
   *     plan
   */
  public Plan plan(String id) {
    List<String> known = ids();
    if (!known.contains(id)) {
      throw new PlanException(
          "no drill %s%s; known: %s. A drill is a directory %s with a plan.yaml"
              .formatted(
                  id,
                  Nearest.hint(id, known),
                  known.isEmpty() ? "none yet" : String.join(", ", known),
                  directory.resolve(id)));
    }
    return PlanFile.read(directory.resolve(id).resolve("plan.yaml"));
  }

  public Runbook runbook(String id) {
    return Runbook.read(directory.resolve(id).resolve("runbook.md"));
  }

  /**
   * The plans somebody asked for.
   *
   * @param selection empty for the standard set, {@code all}, or ids with commas between
   * @throws PlanException for an unknown id, a malformed plan, or when nothing is selected
   */
  public List<Plan> select(String selection) {
    String wanted = selection.strip();
    List<Plan> plans = new ArrayList<>();
    if (wanted.isEmpty() || wanted.equals("all")) {
      ids().stream()
          .map(this::plan)
          .filter(plan -> plan.standard() || wanted.equals("all"))
          .forEach(plans::add);
    } else {
      Set<String> ids = new LinkedHashSet<>();
      for (String id : wanted.split(",", -1)) {
        ids.add(id.strip());
      }
      ids.stream().filter(id -> !id.isEmpty()).map(this::plan).forEach(plans::add);
    }
    if (plans.isEmpty()) {
      throw new PlanException(
          "no drill is selected by \"" + wanted + "\"; known: " + String.join(", ", ids()));
    }
    return plans;
  }
}
