package firedrill.junit;

import firedrill.plan.Plan;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** Keeps the selected drills; leaves every class without {@link Drill} alone. */
public final class DrillFilter implements PostDiscoveryFilter {

  private final Supplier<Set<String>> selected;
  private final Supplier<Boolean> twins;
  private final Supplier<Boolean> onlyTwins;
  private Set<String> known;

  public DrillFilter() {
    this(
        () -> DrillSelection.validate().stream().map(Plan::id).collect(Collectors.toSet()),
        DrillSelection::twins,
        DrillSelection::onlyTwins);
  }

  DrillFilter(
      Supplier<Set<String>> selected, Supplier<Boolean> twins, Supplier<Boolean> onlyTwins) {
    this.selected = selected;
    this.twins = twins;
    this.onlyTwins = onlyTwins;
  }

  @Override
  public FilterResult apply(TestDescriptor descriptor) {
    if (!(descriptor.getSource().orElse(null) instanceof MethodSource method)) {
      return FilterResult.included("not a method");
    }
    Optional<String> drill =
        Optional.ofNullable(method.getJavaClass().getAnnotation(Drill.class)).map(Drill::value);
    if (drill.isEmpty()) {
      return FilterResult.included("not a drill");
    }
    if (!ids().contains(drill.get())) {
      return FilterResult.excluded("drill " + drill.get() + " is not selected");
    }
    boolean twin = method.getJavaMethod().isAnnotationPresent(Twin.class);
    boolean leftOut = twin ? !twins.get() : onlyTwins.get();
    return FilterResult.includedIf(
        !leftOut, () -> "selected", () -> twin ? "-Dtwins=false" : "-Dtwins=only");
  }

  /** Only once there is a drill to judge: other test runs need no plans. */
  private synchronized Set<String> ids() {
    if (known == null) {
      known = selected.get();
    }
    return known;
  }
}
