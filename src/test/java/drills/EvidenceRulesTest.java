package drills;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.claims.Claim;
import firedrill.claims.Claims;
import firedrill.junit.Drill;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.plan.DrillCatalog;
import firedrill.plan.Plan;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What makes a drill's answers worth believing, as far as it can be read off its source. */
class EvidenceRulesTest {

  private static final Path SOURCES = Path.of("src", "test", "java", "drills");

  /** {@code run.claim("id", ClaimOutcome.CONFIRMED} or REFUTED, whatever was seen. */
  private static final Pattern CONSTANT =
      Pattern.compile("\\.claim\\(\\s*\"[a-z0-9-]+\",\\s*ClaimOutcome\\.(CONFIRMED|REFUTED)\\s*,");

  private static List<Method> methods() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith("Drill.java"))
          .map(f -> type(f.replace(".java", "")))
          .flatMap(type -> Stream.of(type.getDeclaredMethods()))
          .filter(m -> m.isAnnotationPresent(Scenario.class) || m.isAnnotationPresent(Twin.class))
          .toList();
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("drills." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static String place(Method method) {
    String name =
        method.isAnnotationPresent(Scenario.class)
            ? method.getAnnotation(Scenario.class).value()
            : method.getAnnotation(Twin.class).value();
    return method.getDeclaringClass().getAnnotation(Drill.class).value() + "/" + name;
  }

  private static List<Claim> decidable() throws IOException {
    List<String> drills = new DrillCatalog(Path.of("drills")).ids();
    return Claims.read(Path.of("drills", "claims.yaml"), drills).all().stream()
        .filter(claim -> claim.isDecidableBy(drills))
        .toList();
  }

  @Test
  @DisplayName(
      "every claim that a drill can find true or false has a falsifier, and is seen both ways")
  void falsifiers() throws IOException {
    assertThat(decidable())
        .isNotEmpty()
        .allSatisfy(claim -> assertThat(claim.falsifier()).as(claim.id()).isNotBlank())
        .allSatisfy(claim -> assertThat(claim.seenIn()).as(claim.id()).isNotEmpty());
  }

  @Test
  @DisplayName("where the other answer is seen is a twin or scenario that exists")
  void places() throws IOException {
    Set<String> places =
        methods().stream().map(EvidenceRulesTest::place).collect(Collectors.toSet());
    assertThat(decidable())
        .allSatisfy(claim -> assertThat(places).as(claim.id()).containsAll(claim.seenIn()));
  }

  @Test
  @DisplayName("no drill says confirmed or refuted whatever it has seen")
  void noConstants() throws IOException {
    List<String> constant = new ArrayList<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(f -> !f.endsWith("EvidenceRulesTest.java")).toList()) {
        Matcher m = CONSTANT.matcher(Files.readString(file));
        while (m.find()) {
          constant.add(file.getFileName() + ": " + m.group());
        }
      }
    }
    assertThat(constant).isEmpty();
    assertThat(CONSTANT.matcher("run.claim(\"x\", ClaimOutcome.CONFIRMED, \"e\")").find()).isTrue();
  }

  @Test
  @DisplayName("every twin of a plan is written, and every written twin is in its plan")
  void twins() throws IOException {
    Set<String> planned = new TreeSet<>();
    DrillCatalog catalog = new DrillCatalog(Path.of("drills"));
    for (String id : catalog.ids()) {
      Plan plan = catalog.plan(id);
      plan.twins().forEach(twin -> planned.add(id + "/" + twin));
    }
    assertThat(
            methods().stream()
                .filter(m -> m.isAnnotationPresent(Twin.class))
                .map(EvidenceRulesTest::place))
        .containsExactlyInAnyOrderElementsOf(planned);
  }
}
