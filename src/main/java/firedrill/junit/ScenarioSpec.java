package firedrill.junit;

import firedrill.plan.DrillCatalog;
import firedrill.plan.GateBudget;
import firedrill.plan.Nearest;
import firedrill.plan.Plan;
import firedrill.sandbox.Capability;
import firedrill.verdict.Expectation;
import firedrill.verdict.Judgement;
import firedrill.verdict.Verdict;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * What the annotations of a method say.
 *
 * @param gates the gates of the plan it must pass
 * @param twin how it must end, when it is a twin
 * @param siblings names of the scenarios in its class, its own among them, so that a report can say
 *     which were left out
 * @param needs of the class, of the method and of the lab
 * @param grace whether its gates go on waiting after their budget, so that lateness gets a figure
 */
record ScenarioSpec(
    Plan plan,
    String name,
    Optional<Expectation> twin,
    List<String> gates,
    List<String> siblings,
    Set<Capability> needs,
    boolean grace) {

  static ScenarioSpec of(Class<?> type, Method method, DrillCatalog catalog) {
    Drill drill = type.getAnnotation(Drill.class);
    if (drill == null) {
      throw new ExtensionConfigurationException(
          type.getName() + " needs @Drill(\"<id>\") with the id of a directory below drills/");
    }
    Plan plan = catalog.plan(drill.value());
    Set<Capability> needs = needs(type, method);
    Scenario scenario = method.getAnnotation(Scenario.class);
    Twin twin = method.getAnnotation(Twin.class);
    if ((scenario == null) == (twin == null)) {
      throw new ExtensionConfigurationException(
          method + " needs either @Scenario(\"<name>\") or @Twin(...) in place of @Test");
    }
    if (scenario != null) {
      List<String> gates = gates(plan, scenario.gates());
      return new ScenarioSpec(
          plan, scenario.value(), Optional.empty(), gates, scenarios(type), needs, true);
    }
    if (!plan.twins().contains(twin.value())) {
      throw new ExtensionConfigurationException(
          "drills/%s/plan.yaml does not list twin %s%s; it lists %s"
              .formatted(
                  plan.id(), twin.value(), Nearest.hint(twin.value(), plan.twins()), plan.twins()));
    }
    for (String culprit : twin.culprit()) {
      requireMeaning(method, culprit);
    }
    List<String> gates = gates(plan, twin.gates());
    Expectation expected = new Expectation(twin.expect(), List.of(twin.culprit()));
    return new ScenarioSpec(
        plan, twin.value(), Optional.of(expected), gates, scenarios(type), needs, twin.grace());
  }

  /**
   * Where it runs: losses that no fault can bring about there are not granted.
   *
   * @param there what the sandbox can do
   */
  ScenarioSpec in(Set<Capability> there) {
    boolean granted = plan.rpoWhere().map(name -> there.contains(capability(name))).orElse(true);
    return granted
        ? this
        : new ScenarioSpec(plan.withoutLoss(), name, twin, gates, siblings, needs, grace);
  }

  private Capability capability(String name) {
    return Stream.of(Capability.values())
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ExtensionConfigurationException(
                    "drills/%s/plan.yaml: rpo-where names no capability: %s; there are %s"
                        .formatted(plan.id(), name, List.of(Capability.values()))));
  }

  private static void requireMeaning(Method method, String culprit) {
    if (culprit.replaceAll("[^\\p{Alpha}]", "").length() < 3) {
      throw new ExtensionConfigurationException(
          method
              + ": culprit \""
              + culprit
              + "\" would be blamed whatever is red; name the gate, the check's culprit or the rule"
              + " that this twin is planted for");
    }
  }

  Judgement judge(Verdict verdict) {
    return twin.map(expected -> expected.judge(verdict)).orElse(Judgement.of(verdict.kind()));
  }

  private static List<String> scenarios(Class<?> type) {
    return AnnotationSupport.findAnnotatedMethods(
            type, Scenario.class, HierarchyTraversalMode.TOP_DOWN)
        .stream()
        .map(method -> method.getAnnotation(Scenario.class).value())
        .sorted()
        .toList();
  }

  /** What it needs and is not there. */
  Set<Capability> lacking(Set<Capability> there) {
    Set<Capability> missing = new TreeSet<>(needs);
    missing.removeAll(there);
    return missing;
  }

  /** For {@code run.started}. */
  Map<String, Object> planFields() {
    Map<String, Object> budgets = new LinkedHashMap<>();
    for (String gate : gates) {
      GateBudget granted = plan.gate(gate);
      budgets.put(
          gate,
          Map.of("budgetMs", granted.budget().toMillis(), "holdMs", granted.hold().toMillis()));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    plan.rto(name).ifPresent(budget -> fields.put("totalRtoMs", budget.toMillis()));
    Map<String, Long> rpo = new LinkedHashMap<>();
    plan.rpo(name).forEach((store, budget) -> rpo.put(store, budget.toMillis()));
    fields.put("rpoMs", rpo);
    fields.put("gates", budgets);
    return fields;
  }

  private static Set<Capability> needs(Class<?> type, Method method) {
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    Stream.of(type.getAnnotation(Needs.class), method.getAnnotation(Needs.class))
        .filter(Objects::nonNull)
        .forEach(n -> needs.addAll(List.of(n.value())));
    Stream.of(method.getAnnotation(LabWith.class), type.getAnnotation(LabWith.class))
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(lab -> needs.addAll(DrillClasses.make(lab.value()).needs()));
    return needs;
  }

  private static List<String> gates(Plan plan, String[] some) {
    if (some.length == 0) {
      return List.copyOf(plan.gates().keySet());
    }
    for (String gate : some) {
      plan.gate(gate);
    }
    return List.of(some);
  }
}
