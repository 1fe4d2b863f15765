package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.plan.Preflight;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewDrillTest {

  @TempDir Path project;

  private List<Path> made() throws Exception {
    return new NewDrill("pi3-cut-off", "pi3 is cut off").write(project);
  }

  @Test
  @DisplayName("a new drill is four files that pass the preflight and compile without a warning")
  void whole() throws Exception {
    List<Path> files = made();
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("plan.yaml", "runbook.md", "story.yaml", "Pi3CutOffDrill.java");
    assertThat(Preflight.of(project).problems("pi3-cut-off")).isEmpty();
    assertThat(compiled(files.get(3))).isEmpty();
  }

  @Test
  @DisplayName("the example in drills/README.md is the class that a new drill begins with")
  void readme() throws Exception {
    String example = Files.readString(made().get(3));
    assertThat(Files.readString(Path.of("drills", "README.md")))
        .contains("```java\n" + example + "```");
  }

  @Test
  @DisplayName("nothing is written over, and nothing is written by halves")
  void twice() throws Exception {
    List<Path> files = made();
    Files.delete(files.get(0));
    assertThatThrownBy(this::made)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("runbook.md is there already");
    assertThat(files.get(0)).doesNotExist();
  }

  @Test
  @DisplayName("where the last of them cannot be written, the others are gone again")
  void halves() throws Exception {
    Path classes = Files.createDirectories(project.resolve("src/test/java")).resolve("drills");
    Files.writeString(classes, "no folder");
    assertThatThrownBy(this::made).isInstanceOf(IOException.class);
    assertThat(project.resolve("drills/pi3-cut-off")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Pi3", "pi3_cut", "../x", "-a", "a-", "3pi"})
  @DisplayName("a name that no drill can have is refused with an example")
  void names(String id) {
    assertThatThrownBy(() -> new NewDrill(id, "t")).hasMessageContaining("pi3-cut-off");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a \"b\"", "a\nb", "a \\ b", "a */ b"})
  @DisplayName("a title that would break a file is refused")
  void titles(String title) {
    assertThatThrownBy(() -> new NewDrill("a", title)).hasMessageContaining("--title");
  }

  private String compiled(Path source) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      compiler
          .getTask(
              said,
              files,
              null,
              List.of("-proc:none", "-Xlint:all,-classfile,-path", "-d", project.toString()),
              null,
              files.getJavaFileObjects(source))
          .call();
    }
    return said.toString();
  }
}
