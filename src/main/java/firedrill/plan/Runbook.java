package firedrill.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A drill's {@code runbook.md}: a line with {@code [AGENT]} or {@code [HUMAN]} is a step, and a
 * word in backquotes right after the mark is its name in the plan, for example {@code 1. [HUMAN]
 * `unseal-vault` Give the key.} Steps without a name are only for people.
 */
record Runbook(List<Step> steps) {

  private static final Pattern STEP =
      Pattern.compile("^[\\s#>*\\d.)-]*\\[(AGENT|HUMAN)]\\s*(?:`([^`]+)`)?\\s*(.*)$");

  /**
   * One step.
   *
   * @param name in the plan's order; empty when the plan does not walk it
   * @param line in the file, from 1
   */
  public record Step(String actor, String name, String text, int line) {}

  public Runbook {
    steps = List.copyOf(steps);
  }

  /**
   * Reads all of it.
   *
   * @throws PlanException when the file is missing or holds no step
   */
  public static Runbook read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new PlanException(
          file + " is missing; write what a human would do, each step marked [AGENT] or [HUMAN]",
          e);
    } catch (IOException e) {
      throw new PlanException("cannot read " + file + ": " + e, e);
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher m = STEP.matcher(lines.get(i));
      if (m.matches()) {
        String name = m.group(2) == null ? "" : m.group(2);
        steps.add(new Step(m.group(1), name, m.group(3), i + 1));
      }
    }
    if (steps.isEmpty()) {
      throw new PlanException(
          file + " has no step; begin each with [AGENT] or [HUMAN] and its name in backquotes");
    }
    return new Runbook(steps);
  }

  /**
   * What differs from the plan's order, each with file and line; empty when the two agree.
   *
   * @param folder the drill's, with both files
   */
  List<String> disagreements(Plan plan, Path folder) {
    Path file = folder.resolve("runbook.md");
    List<String> problems = new ArrayList<>();
    List<String> named = steps.stream().map(Step::name).filter(n -> !n.isEmpty()).toList();
    for (String step : plan.order()) {
      if (!named.contains(step)) {
        problems.add(
            Preflight.place(folder.resolve("plan.yaml"), step)
                + ": step "
                + step
                + " of the plan is not in "
                + file
                + "; write a line 1. [AGENT] `"
                + step
                + "` What to do.");
      }
    }
    for (Step step : steps) {
      if (!step.name().isEmpty() && !plan.order().contains(step.name())) {
        problems.add(
            "%s:%d: step %s of the runbook is not in the plan's order%s"
                .formatted(
                    file, step.line(), step.name(), Nearest.hint(step.name(), plan.order())));
      }
    }
    if (problems.isEmpty() && !named.equals(plan.order())) {
      problems.add(file + ": the plan's order is " + plan.order() + ", the runbook's is " + named);
    }
    return problems;
  }
}
