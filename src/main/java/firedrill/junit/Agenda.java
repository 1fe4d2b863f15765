package firedrill.junit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** The scenarios and twins that this process runs, in their order: how far it is, what is next. */
public final class Agenda implements TestExecutionListener {

  private record Item(String drill, String name, boolean twin) {
    String text() {
      return drill + "/" + name + (twin ? " [twin]" : "");
    }
  }

  private record Items(List<Item> all, long began) {}

  /**
   * Where a scenario stands.
   *
   * @param number from 1
   * @param elapsedMs since the first began
   * @param next empty for the last one
   */
  record Place(int number, int of, double elapsedMs, Optional<String> next) {}

  private static volatile Items items = new Items(List.of(), System.nanoTime());

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    List<Item> all = new ArrayList<>();
    plan.getRoots().forEach(root -> collect(plan, root, all));
    items = new Items(List.copyOf(all), System.nanoTime());
  }

  /** Empty for one that this process' test plan does not have. */
  static Optional<Place> place(String drill, String name) {
    Items now = items;
    for (int i = 0; i < now.all().size(); i++) {
      Item item = now.all().get(i);
      if (item.drill().equals(drill) && item.name().equals(name)) {
        Optional<String> next =
            i + 1 < now.all().size() ? Optional.of(now.all().get(i + 1).text()) : Optional.empty();
        double elapsed = (System.nanoTime() - now.began()) / 1e6;
        return Optional.of(new Place(i + 1, now.all().size(), elapsed, next));
      }
    }
    return Optional.empty();
  }

  private static void collect(TestPlan plan, TestIdentifier of, List<Item> all) {
    if (of.getSource().orElse(null) instanceof MethodSource source) {
      item(source).ifPresent(all::add);
    }
    plan.getChildren(of).forEach(child -> collect(plan, child, all));
  }

  private static Optional<Item> item(MethodSource source) {
    Drill drill = source.getJavaClass().getAnnotation(Drill.class);
    Method method = source.getJavaMethod();
    Scenario scenario = method.getAnnotation(Scenario.class);
    Twin twin = method.getAnnotation(Twin.class);
    if (drill == null || (scenario == null && twin == null)) {
      return Optional.empty();
    }
    String name = scenario == null ? twin.value() : scenario.value();
    return Optional.of(new Item(drill.value(), name, twin != null));
  }
}
