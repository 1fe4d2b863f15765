package firedrill.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import firedrill.component.RealityRow;
import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.support.ReflectionSupport;

class RealityInReadmeTest {

  private static final String HEADER = "| part of the platform | in a lab | |";

  private static final Pattern POSTGRES =
      Pattern.compile("<postgres\\.version>([^<]+)</postgres\\.version>");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"local, README.md", "k3d, k3d/README.md"})
  @DisplayName("a table of what is real is what the components of the labs declare")
  void table(String kind, Path page) throws IOException {
    SandboxProvider sandbox = Sandboxes.of(kind);
    Set<String> declared = new LinkedHashSet<>();
    for (ComponentLabFactory<?> factory : factories()) {
      if (sandbox.capabilities().containsAll(factory.needs())) {
        for (RealityRow row : factory.reality(sandbox)) {
          declared.add(line(row.reality()));
        }
      }
    }
    assertThat(rows(page)).containsExactlyInAnyOrderElementsOf(declared);
  }

  /** Of every lab that there is, those that only a drill has among them. */
  private static List<ComponentLabFactory<?>> factories() {
    JavaClasses labs =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("firedrill.lab");
    JavaClasses drills = new ClassFileImporter().importPackages("drills");
    List<ComponentLabFactory<?>> made =
        Stream.of(labs, drills)
            .flatMap(JavaClasses::stream)
            .filter(type -> type.isAssignableTo(ComponentLabFactory.class))
            .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
            .<ComponentLabFactory<?>>map(
                type -> (ComponentLabFactory<?>) ReflectionSupport.newInstance(type.reflect()))
            .toList();
    assertThat(made)
        .extracting(factory -> factory.getClass().getSimpleName())
        .contains("LonghornLabFactory", "ErpOnTheCutNode");
    return made;
  }

  private static List<String> rows(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    int header = lines.indexOf(HEADER);
    assertThat(header).as(page + " has the table " + HEADER).isNotNegative();
    List<String> rows = new ArrayList<>();
    for (String line : lines.subList(header + 2, lines.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      rows.add(line);
    }
    return rows;
  }

  private static String line(Reality reality) throws IOException {
    boolean pinned = reality.kind() == Reality.Kind.REAL && reality.detail().isEmpty();
    return "| %s | %s | %s |"
        .formatted(
            reality.what(), reality.kind(), pinned ? pinned(reality.what()) : reality.detail());
  }

  private static String pinned(String program) throws IOException {
    JsonNode catalog =
        new YAMLMapper().readTree(Path.of("sandbox/tools/catalog.yaml").toFile()).path("tools");
    String version = catalog.path(program).path("version").asText();
    return version.isEmpty()
        ? postgres(program).orElseThrow() + ", from Maven Central"
        : version + ", built from its pinned Go module";
  }

  private static Optional<String> postgres(String program) throws IOException {
    Matcher matcher = POSTGRES.matcher(Files.readString(Path.of("pom.xml")));
    return program.equals("postgres") && matcher.find()
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }
}
