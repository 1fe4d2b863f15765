package firedrill;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types of the top level. A nested one is called by its owner's name too ({@code Reality.Kind},
 * {@code NodeSpec.Role}), so several owners may have a {@code Kind}.
 */
class TypeNamesTest {

  @TempDir private Path planted;

  @Test
  @DisplayName(
      "one meaning, one name: no two types share it, of harness, ERP, drills, tests and benches")
  void unique() {
    assertThat(shared(Imported.ALL.stream())).isEmpty();
  }

  @Test
  @DisplayName("red: a second type of a name, with both places")
  void twin() throws IOException {
    JavaClasses twice = PlantedClasses.uses(Set.of("firedrill.lab", "firedrill.plan"), planted);
    assertThat(shared(twice.stream())).contains("Planted: firedrill.lab, firedrill.plan");
  }

  private static Set<String> shared(Stream<JavaClass> classes) {
    TreeMap<String, Set<String>> places =
        classes
            .filter(JavaClass::isTopLevelClass)
            .filter(c -> !c.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    Collectors.mapping(
                        JavaClass::getPackageName, Collectors.toCollection(TreeSet::new))));
    return places.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .map(e -> e.getKey() + ": " + String.join(", ", e.getValue()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
