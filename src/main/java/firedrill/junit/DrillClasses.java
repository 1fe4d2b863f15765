package firedrill.junit;

import firedrill.lab.LabFactory;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;

/** The classes of scenarios on the class path. */
public final class DrillClasses {

  private static final String PACKAGE = "drills";

  private DrillClasses() {}

  /**
   * All programs that the labs of a drill are made of; nothing is started.
   *
   * @param id the drill's
   * @throws IllegalStateException when the class path holds no class of that drill
   */
  public static Set<String> programs(String id) {
    List<Class<?>> classes = of(id);
    if (classes.isEmpty()) {
      throw new IllegalStateException(
          ("no class on the class path has @Drill(\"%s\"); compile the drills and put them there:"
                  + " mvn test-compile exec:java -Dexec.classpathScope=test")
              .formatted(id));
    }
    Set<String> programs = new TreeSet<>();
    classes.stream()
        .flatMap(type -> labs(type).stream())
        .forEach(factory -> programs.addAll(make(factory).programs()));
    return programs;
  }

  private static List<Class<?>> of(String id) {
    return ReflectionSupport.findAllClassesInPackage(
        PACKAGE,
        type ->
            type.isAnnotationPresent(Drill.class)
                && type.getAnnotation(Drill.class).value().equals(id),
        name -> true);
  }

  private static Set<Class<? extends LabFactory>> labs(Class<?> drill) {
    Set<Class<? extends LabFactory>> factories = new LinkedHashSet<>();
    Stream.concat(
            Stream.of(drill.getAnnotationsByType(LabWith.class)),
            Stream.of(drill.getDeclaredMethods()).map((Method m) -> m.getAnnotation(LabWith.class)))
        .filter(lab -> lab != null)
        .forEach(lab -> factories.add(lab.value()));
    return factories;
  }

  /**
   * @throws IllegalStateException when it has no constructor without parameters
   */
  static LabFactory make(Class<? extends LabFactory> factory) {
    try {
      var constructor = factory.getDeclaredConstructor();
      constructor.trySetAccessible();
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          factory.getName() + " needs a constructor without parameters: " + e, e);
    }
  }
}
