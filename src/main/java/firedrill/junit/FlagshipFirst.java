package firedrill.junit;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Classes with scenarios before those with twins alone, and among both the drills that the
 * configuration parameter {@value #PARAMETER} lists first; apart from that as the run's seed
 * shuffles them.
 */
final class FlagshipFirst implements ClassOrderer {

  /** Ids with commas between. */
  static final String PARAMETER = "firedrill.first";

  private final ClassOrderer shuffle = new ClassOrderer.Random();

  @Override
  public void orderClasses(ClassOrdererContext context) {
    List<String> first =
        List.of(context.getConfigurationParameter(PARAMETER).orElse("").split(",", -1));
    shuffle.orderClasses(context);
    context
        .getClassDescriptors()
        .sort(
            Comparator.comparing((ClassDescriptor type) -> !hasScenario(type.getTestClass()))
                .thenComparing(type -> rank(first, type)));
  }

  private static int rank(List<String> first, ClassDescriptor type) {
    int index =
        Optional.ofNullable(type.getTestClass().getAnnotation(Drill.class))
            .map(drill -> first.indexOf(drill.value()))
            .orElse(-1);
    return index < 0 ? first.size() : index;
  }

  private static boolean hasScenario(Class<?> type) {
    return !AnnotationSupport.findAnnotatedMethods(
            type, Scenario.class, HierarchyTraversalMode.TOP_DOWN)
        .isEmpty();
  }
}
