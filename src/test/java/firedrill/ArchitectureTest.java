package firedrill;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ArchitectureTest {

  @TempDir static Path planted;

  /** A class in every package that uses every other: it breaks every rule. */
  private static JavaClasses everywhere;

  private static final JavaClasses MAIN = Imported.MAIN;
  private static final JavaClasses DRILLS = Imported.DRILLS;

  private static final JavaClasses TESTS =
      Imported.ALL.that(
          DescribedPredicate.describe(
              "are tests",
              c -> !Imported.MAIN.contain(c.getName()) && !DRILLS.contain(c.getName())));

  /** Tests and benchmarks of parts above, on what the default sandbox is made of, or a tiny one. */
  private static final Set<String> OF_THE_LOCAL_SANDBOX =
      Set.of(
          "bench.VolumeFiles",
          "bench.VolumePath",
          "firedrill.cli.WhatCanBeHadTest",
          "firedrill.component.longhorn.PlaneLab",
          "firedrill.component.longhorn.data.EngineConnectionTest",
          "firedrill.component.longhorn.engine.BareEngine",
          "firedrill.component.minio.DriveTest",
          "firedrill.junit.DrilledElsewhereTest",
          "firedrill.junit.SecondSandboxTest");

  private static ArchRule never(List<String> from, List<String> to) {
    return noClasses()
        .that()
        .resideInAnyPackage(from.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to.toArray(String[]::new))
        .allowEmptyShould(true);
  }

  /** The rule, and that it turns red at a planted violation of each of its parts. */
  private static Stream<DynamicTest> test(List<String> from, List<String> to, JavaClasses classes) {
    return Stream.of(
        DynamicTest.dynamicTest(from + " -/-> " + to, () -> never(from, to).check(classes)),
        DynamicTest.dynamicTest(
            "red: " + from + " -> " + to, () -> assertRed(never(from, to), from, to)));
  }

  private static void assertRed(ArchRule rule, List<String> from, List<String> to) {
    AbstractThrowableAssert<?, ?> red =
        assertThatThrownBy(() -> rule.check(everywhere)).isInstanceOf(AssertionError.class);
    for (String origin : from) {
      for (String target : to) {
        if (!origin.equals(target)) {
          red.hasMessageContaining("<%s.Planted.of_%s>".formatted(plain(origin), field(target)));
        }
      }
    }
  }

  private static String field(String pattern) {
    return plain(pattern).replace('.', '_');
  }

  @BeforeAll
  static void plant() throws IOException {
    Set<String> packages = new TreeSet<>();
    Stream.of(
            Layers.LAYERS.stream().flatMap(List::stream),
            Layers.LEAVES.stream(),
            Layers.CLAIMS.stream(),
            Layers.HIDDEN.stream(),
            Layers.OTHERS.stream(),
            Stream.of("erp", "firedrill", "bench"))
        .flatMap(all -> all)
        .map(ArchitectureTest::plain)
        .forEach(packages::add);
    everywhere = PlantedClasses.uses(packages, Files.createTempDirectory(planted, "uses"));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Nothing is put into the array.
  private static Stream<DynamicTest> all(Stream<DynamicTest>... rules) {
    return Stream.of(rules).flatMap(rule -> rule);
  }

  private static String plain(String pattern) {
    return pattern.replace("..", "");
  }

  private static ArchRule acyclic() {
    return SlicesRuleDefinition.slices().matching("firedrill.(**)").should().beFreeOfCycles();
  }

  @Test
  @DisplayName("packages form no cycle")
  void noCycles() {
    acyclic().check(MAIN);
  }

  @Test
  @DisplayName("red: two packages that use each other")
  void cycle() throws IOException {
    JavaClasses classes =
        PlantedClasses.cycle(
            "firedrill.lab", "firedrill.lab.local", Files.createTempDirectory(planted, "cycle"));
    assertThatThrownBy(() -> acyclic().check(classes))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("firedrill.lab.local");
  }

  @Test
  @DisplayName("every package that a rule names exists, so that no rule is empty")
  void exist() {
    assertThat(absent(Stream.of(MAIN, DRILLS).flatMap(JavaClasses::stream))).isEmpty();
  }

  @Test
  @DisplayName("red: packages that rules name and that are not there")
  void existTwin() throws IOException {
    JavaClasses two =
        PlantedClasses.uses(
            Set.of("firedrill.lab", "firedrill.plan"),
            Files.createTempDirectory(planted, "absent"));
    assertThat(absent(two.stream()))
        .contains("drills", "firedrill.verdict")
        .doesNotContain("firedrill.lab", "firedrill.plan");
  }

  private static List<String> absent(Stream<JavaClass> classes) {
    List<String> there = classes.map(c -> c.getPackageName() + ".").distinct().toList();
    return Stream.of(
            Layers.LAYERS.stream().flatMap(List::stream),
            Layers.LEAVES.stream(),
            Layers.CLAIMS.stream(),
            Layers.HIDDEN.stream(),
            Layers.OTHERS.stream())
        .flatMap(all -> all)
        .map(ArchitectureTest::plain)
        .filter(name -> there.stream().noneMatch(p -> p.startsWith(name + ".")))
        .toList();
  }

  @TestFactory
  @DisplayName(
      "dependencies point one way: drills, junit, recovery, lab, component, ground, sandbox, guard")
  Stream<DynamicTest> layers() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < Layers.LAYERS.size() - 1; i++) {
      List<String> above =
          Layers.LAYERS.subList(i + 1, Layers.LAYERS.size()).stream()
              .flatMap(List::stream)
              .toList();
      tests.addAll(test(Layers.LAYERS.get(i), above, MAIN).toList());
    }
    return tests.stream();
  }

  @TestFactory
  @DisplayName("a provider stands on components, and below labs")
  Stream<DynamicTest> providers() {
    int labs = Layers.LAYERS.indexOf(List.of("firedrill.lab.."));
    return test(
        Layers.PROVIDERS,
        Layers.LAYERS.subList(labs, Layers.LAYERS.size()).stream().flatMap(List::stream).toList(),
        MAIN);
  }

  @TestFactory
  @DisplayName("journal, plan and verdict stand alone; claims and report read them; cli is on top")
  Stream<DynamicTest> leaves() {
    List<String> layers = Layers.LAYERS.stream().flatMap(List::stream).toList();
    List<String> tops = List.of("firedrill.report..", "firedrill.cli..");
    return all(
        test(List.of("firedrill.files.."), layers, MAIN),
        test(List.of("firedrill.files.."), tops, MAIN),
        test(List.of("firedrill.files.."), Layers.LEAVES, MAIN),
        test(Layers.LEAVES, layers, MAIN),
        test(Layers.LEAVES, tops, MAIN),
        test(List.of("firedrill.journal.."), Layers.LEAVES.subList(1, 3), MAIN),
        test(List.of("firedrill.plan.."), List.of("firedrill.verdict.."), MAIN),
        test(Layers.LEAVES, Layers.CLAIMS, MAIN),
        test(Layers.CLAIMS, layers, MAIN),
        test(Layers.CLAIMS, tops, MAIN),
        test(List.of("firedrill.report.."), layers, MAIN),
        test(List.of("firedrill.rescue.."), Layers.RUNNING, MAIN),
        test(List.of("firedrill.rescue.."), tops, MAIN),
        test(layers, tops, MAIN));
  }

  @TestFactory
  @DisplayName("the ERP and the harness meet over the wire alone")
  Stream<DynamicTest> erp() {
    return all(
        test(List.of("erp.."), List.of("firedrill.."), MAIN),
        test(List.of("firedrill.."), List.of("erp.."), MAIN),
        test(List.of("drills.."), List.of("erp.."), DRILLS));
  }

  @TestFactory
  @DisplayName("nothing but a provider knows one, or the classes of the default sandbox")
  Stream<DynamicTest> sandboxBlind() {
    return all(
        test(List.of("drills.."), Layers.HIDDEN, DRILLS),
        test(Layers.seeing(), Layers.HIDDEN, MAIN));
  }

  @TestFactory
  @DisplayName("nor does a test or benchmark of anything else, but for those named here")
  Stream<DynamicTest> testsBlind() {
    List<String> from = Stream.concat(Layers.seeing().stream(), Stream.of("bench..")).toList();
    return test(from, Layers.HIDDEN, TESTS.that(areNone(OF_THE_LOCAL_SANDBOX)));
  }

  @Test
  @DisplayName("each of those named is one that does")
  void named() {
    assertThat(seeingNothing(TESTS, OF_THE_LOCAL_SANDBOX)).isEmpty();
  }

  @Test
  @DisplayName("red: one that is named and does not")
  void namedTwin() throws IOException {
    JavaClasses two =
        PlantedClasses.uses(
            Set.of("firedrill.lab", "firedrill.sandbox.local"),
            Files.createTempDirectory(planted, "named"));
    assertThat(seeingNothing(two, Set.of("firedrill.lab.Planted", "firedrill.lab.Used")))
        .containsExactly("firedrill.lab.Used");
  }

  /** Those of some classes that use nothing of the default sandbox, nor does what is in them. */
  private static Set<String> seeingNothing(JavaClasses classes, Set<String> names) {
    Set<String> left = new TreeSet<>(names);
    classes.stream()
        .filter(c -> c.getDirectDependenciesFromSelf().stream().anyMatch(d -> hidden(d)))
        .map(c -> c.getName().replaceFirst("\\$.*", ""))
        .forEach(left::remove);
    return left;
  }

  private static boolean hidden(Dependency dependency) {
    String to = dependency.getTargetClass().getPackageName() + ".";
    return Layers.HIDDEN.stream().anyMatch(p -> to.startsWith(plain(p) + "."));
  }

  private static DescribedPredicate<JavaClass> areNone(Set<String> names) {
    return DescribedPredicate.describe(
        "are none of " + names, c -> !names.contains(c.getName().replaceFirst("\\$.*", "")));
  }

  @Test
  @DisplayName("no package of the harness is left out of the rules")
  void whole() {
    assertThat(leftOut(MAIN)).isEmpty();
  }

  @Test
  @DisplayName("red: a new package that no rule names")
  void wholeTwin() throws IOException {
    assertThat(
            leftOut(
                PlantedClasses.uses(
                    Set.of("firedrill.lab", "firedrill.newcomer"),
                    Files.createTempDirectory(planted, "newcomer"))))
        .containsExactly("firedrill.newcomer");
  }

  private static Set<String> leftOut(JavaClasses classes) {
    List<PackageMatcher> known =
        Stream.of(Layers.seeing().stream(), Layers.HIDDEN.stream(), Stream.of("erp.."))
            .flatMap(all -> all)
            .map(PackageMatcher::of)
            .toList();
    return classes.stream()
        // What only documents a package uses nothing.
        .filter(c -> !c.getName().endsWith(".package-info"))
        .map(JavaClass::getPackageName)
        .filter(name -> known.stream().noneMatch(matcher -> matcher.matches(name)))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
