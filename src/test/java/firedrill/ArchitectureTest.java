package firedrill;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

  /** From the ground up; each may use what is before it. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("firedrill.guard.."),
          List.of("firedrill.sandbox.."),
          List.of("firedrill.component.."),
          List.of("firedrill.lab.."),
          List.of("firedrill.recovery..", "firedrill.fault..", "firedrill.integrity.."),
          List.of("firedrill.junit.."),
          List.of("drills.."));

  private static final List<String> LEAVES =
      List.of("firedrill.journal..", "firedrill.plan..", "firedrill.verdict..");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("firedrill", "erp");
  private static final JavaClasses DRILLS = new ClassFileImporter().importPackages("drills");

  private static ArchRule never(List<String> from, List<String> to) {
    return noClasses()
        .that()
        .resideInAnyPackage(from.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to.toArray(String[]::new))
        .allowEmptyShould(true);
  }

  private static DynamicTest test(List<String> from, List<String> to, JavaClasses classes) {
    return DynamicTest.dynamicTest(from + " -/-> " + to, () -> never(from, to).check(classes));
  }

  @TestFactory
  @DisplayName(
      "dependencies point one way: drills, junit, recovery, lab, component, sandbox, guard")
  Stream<DynamicTest> layers() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < LAYERS.size() - 1; i++) {
      List<String> above =
          LAYERS.subList(i + 1, LAYERS.size()).stream().flatMap(List::stream).toList();
      tests.add(test(LAYERS.get(i), above, MAIN));
    }
    return tests.stream();
  }

  @TestFactory
  @DisplayName("journal, plan and verdict stand alone; report reads only them; cli is on top")
  Stream<DynamicTest> leaves() {
    List<String> layers = LAYERS.stream().flatMap(List::stream).toList();
    List<String> tops = List.of("firedrill.report..", "firedrill.cli..");
    return Stream.of(
        test(LEAVES, layers, MAIN),
        test(LEAVES, tops, MAIN),
        test(List.of("firedrill.journal.."), LEAVES.subList(1, 3), MAIN),
        test(List.of("firedrill.plan.."), List.of("firedrill.verdict.."), MAIN),
        test(List.of("firedrill.report.."), layers, MAIN),
        test(layers, tops, MAIN),
        test(List.of("erp.."), List.of("firedrill.."), MAIN));
  }

  @TestFactory
  @DisplayName("drills, recovery, integrity and fault do not know which sandbox they run in")
  Stream<DynamicTest> sandboxBlind() {
    List<String> local = List.of("firedrill.sandbox.local..");
    return Stream.of(
        test(List.of("drills.."), local, DRILLS),
        test(
            List.of("firedrill.recovery..", "firedrill.integrity..", "firedrill.fault.."),
            local,
            MAIN));
  }

  @Test
  @DisplayName("a rule of this kind turns red when it is broken")
  void redTwin() {
    assertThatThrownBy(
            () -> never(List.of("firedrill.junit.."), List.of("firedrill.lab..")).check(MAIN))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("firedrill.lab.Lab");
  }
}
