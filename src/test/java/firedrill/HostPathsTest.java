package firedrill;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import firedrill.component.Site;
import firedrill.ground.HostService;
import firedrill.sandbox.FolderView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No drill, fault or component holds a path of this machine to what is inside of a lab. */
class HostPathsTest {

  private static final Set<String> FACES = Set.of("firedrill.sandbox", "firedrill.ground");

  /** May know where a lab's machines keep what they have. */
  private static final List<String> PROVIDERS =
      List.of("firedrill.sandbox.", "firedrill.provider.");

  private static Stream<JavaClass> above() {
    return Stream.of(Imported.MAIN, Imported.DRILLS)
        .flatMap(classes -> classes.stream())
        .filter(c -> PROVIDERS.stream().noneMatch(p -> (c.getPackageName() + ".").startsWith(p)));
  }

  /** What a sandbox and a ground give that has a path in it. */
  private static Set<String> given(Stream<JavaClass> faces) {
    return faces
        .flatMap(c -> c.getMethods().stream())
        .filter(
            m -> m.getReturnType().getAllInvolvedRawTypes().stream().anyMatch(HostPathsTest::is))
        .map(m -> m.getOwner().getSimpleName() + "." + m.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean is(JavaClass type) {
    return type.isEquivalentTo(Path.class);
  }

  @Test
  @DisplayName(
      "sandbox and ground give paths of this machine's own files, and of their nodes as these know"
          + " them; the view of a folder is the one way in")
  void faces() {
    assertThat(
            given(
                Imported.MAIN.stream()
                    .filter(c -> FACES.contains(c.getPackageName()))
                    .filter(c -> !c.getName().contains("$"))))
        .containsExactlyInAnyOrder(
            "FolderView.path",
            "Ground.program",
            "GroundSpec.checkout",
            "GroundSpec.directory",
            "GroundSpec.manifests",
            "HostPrograms.folder",
            "NodeSpec.hostDirectories",
            "Platform.assets",
            "Preparation.sources",
            "SandboxProvider.labDirectory");
  }

  interface Leaking {
    Map<String, Path> claimFolders();
  }

  @Test
  @DisplayName("red: a face that gives where claims lie")
  void facesTwin() {
    assertThat(given(Stream.of(Imported.ALL.get(Leaking.class))))
        .containsExactly("Leaking.claimFolders");
  }

  /** A view lasts as long as a block that closes it; a field would outlive what is copied. */
  private static Set<String> held(Stream<JavaClass> classes) {
    return classes
        .flatMap(c -> c.getFields().stream())
        .filter(
            f ->
                f.getType().getAllInvolvedRawTypes().stream()
                    .anyMatch(t -> t.isEquivalentTo(FolderView.class)))
        .map(f -> f.getOwner().getSimpleName() + "." + f.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  @DisplayName("nobody above a provider keeps the view of a folder")
  void views() {
    assertThat(held(above())).isEmpty();
  }

  record Keeping(Map<String, List<FolderView>> kept) {}

  @Test
  @DisplayName("red: a record that keeps some")
  void viewsTwin() {
    assertThat(held(Stream.of(Imported.ALL.get(Keeping.class)))).containsExactly("Keeping.kept");
  }

  /** Who makes a service and asks for a path of this machine, in one class. */
  private static Set<String> mixing(Stream<JavaClass> classes) {
    return classes
        .filter(HostPathsTest::makesServices)
        .flatMap(c -> c.getMethodCallsFromSelf().stream())
        .filter(call -> call.getTargetOwner().getPackageName().startsWith("firedrill."))
        .filter(call -> call.getTarget().getRawReturnType().isEquivalentTo(Path.class))
        .map(
            call ->
                call.getOriginOwner().getSimpleName()
                    + " calls "
                    + call.getTargetOwner().getSimpleName()
                    + "."
                    + call.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  @DisplayName("a program of a lab's machine is told no path of this one")
  void services() {
    assertThat(above().filter(HostPathsTest::makesServices)).isNotEmpty();
    assertThat(mixing(above())).isEmpty();
  }

  private static boolean makesServices(JavaClass type) {
    return type.getConstructorCallsFromSelf().stream()
        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(HostService.class));
  }

  static final class Telling {
    HostService service(Site site) {
      return new HostService("a", "a", List.of("--dir", site.directory().toString()), Map.of());
    }
  }

  @Test
  @DisplayName("red: a component that tells its program of the lab's folder")
  void servicesTwin() {
    assertThat(mixing(Stream.of(Imported.ALL.get(Telling.class))))
        .containsExactly("Telling calls Site.directory");
  }
}
