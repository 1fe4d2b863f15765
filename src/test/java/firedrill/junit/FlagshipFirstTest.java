package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.verdict.VerdictKind;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.commons.support.AnnotationSupport;

class FlagshipFirstTest {

  @Drill("flagship")
  static class Flagship {
    @Scenario("s")
    void s() {}
  }

  @Drill("flagship")
  static class FlagshipTwins {
    @Twin(value = "t", expect = VerdictKind.FAIL, culprit = "c")
    void t() {}
  }

  @Drill("second")
  static class Second {
    @Scenario("s")
    void s() {}
  }

  @Drill("other")
  static class Other {
    @Scenario("s")
    void s() {}
  }

  @Drill("other")
  static class OtherTwins {
    @Twin(value = "t", expect = VerdictKind.FAIL, culprit = "c")
    void t() {}
  }

  private record Described(Class<?> getTestClass) implements ClassDescriptor {
    @Override
    public String getDisplayName() {
      return getTestClass.getSimpleName();
    }

    @Override
    public boolean isAnnotated(Class<? extends Annotation> type) {
      return AnnotationSupport.isAnnotated(getTestClass, type);
    }

    @Override
    public <A extends Annotation> Optional<A> findAnnotation(Class<A> type) {
      return AnnotationSupport.findAnnotation(getTestClass, type);
    }

    @Override
    public <A extends Annotation> List<A> findRepeatableAnnotations(Class<A> type) {
      return AnnotationSupport.findRepeatableAnnotations(getTestClass, type);
    }
  }

  private record Context(List<Described> getClassDescriptors) implements ClassOrdererContext {
    @Override
    public Optional<String> getConfigurationParameter(String key) {
      return key.equals(FlagshipFirst.PARAMETER)
          ? Optional.of("flagship,second")
          : Optional.empty();
    }
  }

  @RepeatedTest(5)
  @DisplayName("scenarios before twins, and the flagship first among both")
  void order() {
    List<Described> classes =
        new ArrayList<>(
            Stream.of(
                    OtherTwins.class,
                    FlagshipTwins.class,
                    Other.class,
                    Second.class,
                    Flagship.class)
                .map(Described::new)
                .toList());
    new FlagshipFirst().orderClasses(new Context(classes));
    assertThat(classes)
        .extracting(Described::getDisplayName)
        .containsExactly("Flagship", "Second", "Other", "FlagshipTwins", "OtherTwins");
  }
}
