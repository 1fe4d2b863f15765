package firedrill.junit;

import firedrill.plan.DrillCatalog;
import firedrill.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which drills run: {@code -Ddrill=} nothing for the standard set, {@code all}, or ids with commas
 * between; {@code -Dtwins=false} leaves the twins out, {@code -Dtwins=only} all else.
 */
final class DrillSelection {

  private DrillSelection() {}

  /**
   * The selected drills' plans; for use before anything is started.
   *
   * @throws firedrill.plan.PlanException with one message that names the remedy
   */
  public static List<Plan> validate(DrillCatalog catalog, String selection) {
    return catalog.select(selection);
  }

  /** The same, from the system properties {@code drill} and {@code drills.dir}. */
  public static List<Plan> validate() {
    return validate(DrillCatalog.ofProject(), asked(System::getProperty));
  }

  /**
   * As {@code -Ddrill}. Where no build has started this JVM, as in an IDE, whoever started it has
   * picked the classes himself, and none of them is left out.
   */
  static String asked(UnaryOperator<String> properties) {
    return Optional.ofNullable(properties.apply("drill"))
        .orElse(properties.apply("firedrill.basedir") == null ? "all" : "");
  }

  static boolean onlyTwins() {
    return System.getProperty("twins", "true").equals("only");
  }

  static boolean twins() {
    return !System.getProperty("twins", "true").equals("false");
  }
}
