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
          List.of("firedrill.ground"),
          List.of("firedrill.component.."),
          List.of("firedrill.lab.."),
          List.of("firedrill.recovery..", "firedrill.fault..", "firedrill.integrity.."),
          List.of("firedrill.junit.."),
          List.of("drills.."));

  private static final List<String> LEAVES =
      List.of("firedrill.journal..", "firedrill.plan..", "firedrill.verdict..");

  private static final List<String> CLAIMS = List.of("firedrill.claims..");

  /** What only the default sandbox is made of. */
  private static final List<String> LOCAL =
      List.of("firedrill.sandbox.local..", "firedrill.ground.local..");

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
      "dependencies point one way: drills, junit, recovery, lab, component, ground, sandbox, guard")
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
  @DisplayName("journal, plan and verdict stand alone; claims and report read them; cli is on top")
  Stream<DynamicTest> leaves() {
    List<String> layers = LAYERS.stream().flatMap(List::stream).toList();
    List<String> tops = List.of("firedrill.report..", "firedrill.cli..");
    return Stream.of(
        test(List.of("firedrill.files.."), layers, MAIN),
        test(List.of("firedrill.files.."), tops, MAIN),
        test(List.of("firedrill.files.."), LEAVES, MAIN),
        test(LEAVES, layers, MAIN),
        test(LEAVES, tops, MAIN),
        test(List.of("firedrill.journal.."), LEAVES.subList(1, 3), MAIN),
        test(List.of("firedrill.plan.."), List.of("firedrill.verdict.."), MAIN),
        test(LEAVES, CLAIMS, MAIN),
        test(CLAIMS, layers, MAIN),
        test(CLAIMS, tops, MAIN),
        test(List.of("firedrill.report.."), layers, MAIN),
        test(layers, tops, MAIN));
  }

  @TestFactory
  @DisplayName("the ERP and the harness meet over the wire alone")
  Stream<DynamicTest> erp() {
    return Stream.of(
        test(List.of("erp.."), List.of("firedrill.."), MAIN),
        test(List.of("firedrill.."), List.of("erp.."), MAIN),
        test(List.of("drills.."), List.of("erp.."), DRILLS));
  }

  @TestFactory
  @DisplayName("nothing above a provider knows which sandbox it is")
  Stream<DynamicTest> sandboxBlind() {
    return Stream.of(
        test(List.of("drills.."), LOCAL, DRILLS),
        test(
            List.of(
                "firedrill.junit..",
                "firedrill.recovery..",
                "firedrill.integrity..",
                "firedrill.fault..",
                "firedrill.component..",
                "firedrill.lab..",
                "firedrill.ground",
                "firedrill.sandbox"),
            LOCAL,
            MAIN));
  }

  @Test
  @DisplayName("a class that knows its sandbox is seen")
  void blindnessTwin() {
    assertThatThrownBy(() -> never(List.of("firedrill.ground.local"), LOCAL).check(MAIN))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("firedrill.sandbox.local.LocalSandbox");
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
