package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.tool.Tool.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolutionOrderTest {
  @TempDir Path folder;
  private TinyCheckout checkout;

  @BeforeEach
  void create() throws IOException {
    checkout = new TinyCheckout(folder);
  }

  private Tool hello() {
    return checkout.toolbox().resolve(Set.of("hello")).get("hello");
  }

  private TinyCheckout onPath(Path... programs) {
    StringBuilder path = new StringBuilder();
    for (Path program : programs) {
      path.append(program.getParent()).append(':');
    }
    return checkout.variable("PATH", path + System.getenv("PATH"));
  }

  @Test
  void anExplicitPathComesFirst() throws IOException {
    Path explicit = checkout.fake("explicit", "1.5.0");
    checkout.property("tool.hello", explicit);
    checkout.variable("HELLO_FOLDER", checkout.fake("variable", "1.6.0").getParent());
    onPath(checkout.fake("path", "1.7.0"));
    assertThat(hello().path()).isEqualTo(explicit);
    assertThat(hello().origin()).isEqualTo(Origin.EXPLICIT);
    assertThat(hello().version()).isEqualTo("1.5.0");
  }

  @Test
  void theVariableComesBeforeThePath() throws IOException {
    Path variable = checkout.fake("variable", "1.6.0");
    checkout.variable("HELLO_FOLDER", variable.getParent());
    onPath(checkout.fake("path", "1.7.0"));
    assertThat(hello().path()).isEqualTo(variable);
    assertThat(hello().origin()).isEqualTo(Origin.ENVIRONMENT);
  }

  @Test
  void anOldProgramOnThePathIsSkippedWithANote() throws IOException {
    Path old = checkout.fake("old", "1.1.9");
    Path recent = checkout.fake("recent", "1.2.0");
    onPath(old, recent);
    assertThat(hello().path()).isEqualTo(recent);
    assertThat(hello().origin()).isEqualTo(Origin.PATH);
    assertThat(checkout.output()).contains("skipped " + old + ": 1.1.9 is older than 1.2.0");
  }

  @Test
  void aProgramThatDoesNotTellItsVersionIsSkipped() throws IOException {
    Path mute = checkout.fake("mute", "");
    onPath(mute);
    assertThat(hello().origin()).isEqualTo(Origin.BUILT);
    assertThat(checkout.output()).contains("skipped " + mute);
  }

  @Test
  void anOldExplicitProgramIsTakenAndRemarkedUpon() throws IOException {
    checkout.property("tool.hello", checkout.fake("explicit", "1.0.0"));
    assertThat(hello().version()).isEqualTo("1.0.0");
    assertThat(checkout.output()).contains("has version 1.0.0").contains("1.2.0 or newer");
  }

  @Test
  void anExplicitPathThatIsNotThereIsAnError() {
    checkout.property("tool.hello", folder.resolve("none"));
    assertThatThrownBy(this::hello)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("-Dtool.hello=" + folder.resolve("none"))
        .hasMessageContaining("is not there");
  }

  @Test
  void anExplicitPathThatCannotBeExecutedIsAnError() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "hello");
    checkout.property("tool.hello", text);
    assertThatThrownBy(this::hello).hasMessageContaining("is not an executable file");
  }

  @Test
  void whatIsNowhereIsBuiltOnceAndThenComesFromTheCache() throws IOException {
    Tool built = hello();
    assertThat(built.origin()).isEqualTo(Origin.BUILT);
    assertThat(built.path()).isExecutable();
    assertThat(checkout.output()).contains("built hello 1.2.3");
    Tool cached = hello();
    assertThat(cached.origin()).isEqualTo(Origin.CACHE);
    assertThat(cached.path()).isEqualTo(built.path());
    assertThat(new ProcessBuilder(cached.path().toString()).start().errorReader().readLine())
        .isEqualTo("hello v1.2.3");
  }

  @Test
  void theFilesOfTheModuleAreKeptWhereverTheProgramComesFrom() throws IOException {
    checkout.property("tool.hello", checkout.fake("explicit", "1.5.0"));
    assertThat(hello().assetsDir().orElseThrow().resolve("files/deep/data.txt")).hasContent("data");
  }

  @Test
  void anotherPinIsAnotherEntry() throws IOException {
    Path before = hello().path();
    checkout.goMod("module example.test/hello\n\ngo 1.25.0\n");
    assertThat(hello().path()).isNotEqualTo(before).isExecutable();
  }

  @Test
  void aFullCacheNeedsNoGo() {
    Tool built = hello();
    checkout.variable("PATH", "/nonexistent");
    Tool cached = checkout.toolbox().find(Set.of("hello")).get("hello");
    assertThat(cached.path()).isEqualTo(built.path());
    assertThat(cached.origin()).isEqualTo(Origin.CACHE);
    assertThat(checkout.toolbox().unbuilt()).isEmpty();
    assertThat(hello().path()).isEqualTo(built.path());
  }

  @Test
  void withoutGoWhatTheCacheLacksIsSaidToNeedIt() throws IOException {
    assertThat(checkout.toolbox().unbuilt()).containsExactly("hello");
    hello();
    checkout.variable("PATH", "/nonexistent");
    checkout.goMod("module example.test/hello\n\ngo 1.25.0\n");
    assertThat(checkout.toolbox().unbuilt()).containsExactly("hello");
    assertThatThrownBy(this::hello)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("Go is not on PATH");
  }

  @Test
  void findBuildsNothingAndSaysWhatIsMissing() {
    assertThatThrownBy(() -> checkout.toolbox().find(Set.of("hello")))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("not built yet: hello")
        .hasMessageContaining("mvn verify -Pdrill");
  }
}
