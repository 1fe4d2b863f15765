package firedrill;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicTypesTest {

  /** Templates are compiled into a package of their own. */
  private static final Path TEMPLATES = Path.of("reports/templates");

  private static final Pattern IMPORT = Pattern.compile("(?m)^@import (firedrill\\S+)");

  private static final Path SERVICES = Path.of("src/main/resources/META-INF/services");

  /** PostgreSQL's driver is given its name, and makes one in its own package. */
  private static final String SOCKET_FACTORY = "firedrill.guard.LabSocketFactory";

  /** Public though no other package of the harness and no drill names it; for each the reason. */
  private static final Map<String, String> FOR_OTHERS =
      Map.of(
          "firedrill.lab.ComponentLab",
          "a new component's lab extends it, as that of the tests' key-value server does",
          "firedrill.lab.ComponentLabFactory",
          "a new component's lab is made by one",
          "firedrill.lab.LabParts",
          "and is given these",
          "firedrill.junit.RunSeed",
          "the listener of test sessions orders tests by the same seed",
          "firedrill.sandbox.local.kubernetes.PodRuntime",
          "probes of the machines run a container where no agent is",
          "firedrill.provider.local.longhorn.data.VolumeFrontend",
          "the benchmark of volumes mounts one as pods get it",
          "firedrill.provider.local.longhorn.data.NbdProcess",
          "the same benchmark, below the file system",
          "firedrill.component.longhorn.LonghornControl",
          "a probe asks Longhorn's own CSI plugin about what this one attached",
          "firedrill.sandbox.vm.HypervisorException",
          "a probe of the sandbox holds that another's machine is refused");

  @TempDir private Path planted;

  @Test
  @DisplayName(
      "a type is public because another package or a drill uses it, or something loads it by name")
  void used() throws IOException {
    Set<String> loaded = new TreeSet<>(services());
    loaded.add(SOCKET_FACTORY);
    loaded.addAll(imports());
    assertThat(needlesslyPublic(Imported.MAIN, loaded))
        .containsExactlyInAnyOrderElementsOf(FOR_OTHERS.keySet());
  }

  @Test
  @DisplayName("red: a public type that its own package alone uses")
  void twin() throws IOException {
    JavaClasses classes = PlantedClasses.uses(Set.of("firedrill.lab", "firedrill.plan"), planted);
    assertThat(needlesslyPublic(classes, Set.of("firedrill.plan.Planted")))
        .containsExactly("firedrill.lab.Planted");
  }

  private static Set<String> needlesslyPublic(JavaClasses classes, Set<String> loaded) {
    return classes
        .that(
            DescribedPredicate.describe(
                "are public and of the top level",
                c ->
                    c.isTopLevelClass()
                        && c.getModifiers().contains(JavaModifier.PUBLIC)
                        && !c.getSimpleName().equals("package-info")
                        && !loaded.contains(c.getName())
                        && c.tryGetMethod("main", String[].class).isEmpty()))
        .stream()
        .filter(c -> !isUsedElsewhere(c) && !isInAFace(c) && !holdsConstants(c))
        .map(JavaClass::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What is nested in it counts as it does. */
  private static boolean isUsedElsewhere(JavaClass type) {
    List<JavaClass> whole = new ArrayList<>(List.of(type));
    type.getPackage().getClasses().stream()
        .filter(c -> c.getName().startsWith(type.getName() + "$"))
        .forEach(whole::add);
    return whole.stream()
        .flatMap(c -> c.getDirectDependenciesToSelf().stream())
        .map(Dependency::getOriginClass)
        .filter(origin -> !Imported.isTest(origin))
        .anyMatch(origin -> !origin.getPackageName().equals(type.getPackageName()));
  }

  /** Who calls a public method must be able to name what it takes and gives. */
  private static boolean isInAFace(JavaClass type) {
    return type.getPackage().getClasses().stream()
        .filter(c -> !c.equals(type) && c.getModifiers().contains(JavaModifier.PUBLIC))
        .flatMap(c -> c.getMethods().stream())
        .filter(m -> m.getModifiers().contains(JavaModifier.PUBLIC))
        .flatMap(m -> Stream.concat(Stream.of(m.getReturnType()), m.getParameterTypes().stream()))
        .anyMatch(t -> t.getAllInvolvedRawTypes().contains(type));
  }

  /** The compiler copies a constant to where it is used, and leaves no trace. */
  private static boolean holdsConstants(JavaClass type) {
    return type.getFields().stream()
        .anyMatch(
            f ->
                f.getModifiers()
                        .containsAll(
                            Set.of(JavaModifier.PUBLIC, JavaModifier.STATIC, JavaModifier.FINAL))
                    && (f.getRawType().isPrimitive()
                        || f.getRawType().isEquivalentTo(String.class)));
  }

  private static Set<String> imports() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        IMPORT
            .matcher(Files.readString(file))
            .results()
            .map(found -> found.group(1))
            .forEach(names::add);
      }
    }
    return names;
  }

  private static Set<String> services() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(SERVICES)) {
      for (Path file : files.toList()) {
        names.addAll(Files.readAllLines(file));
      }
    }
    return names;
  }
}
