package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
  private static final Path REAL = Path.of("sandbox/tools/catalog.yaml");
  private static final String GOOD =
      """
      tools:
        hello:
          module: hello
          package: example.test/hello
          version: 1.2.3
          minimum: 1.2.0
          versionArgs: [--version]
          versionPattern: 'hello v(\\S+)'
          cpuSeconds: 1
      """;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          version: 1.2.3           | version: soon            | not a version: "soon"
          minimum: 1.2.0           | minimum: [1, 2]          | tools.hello.minimum
          cpuSeconds: 1            | cpuSeconds: many         | :9: tools.hello.cpuSeconds
          cpuSeconds: 1            | cpuSeconds: 0            | cpuSeconds must be at least 1
          cpuSeconds: 1            | cpuSecond: 1             | :10: tools.hello.cpuSeconds: Missing
          versionArgs: [--version] | versionArgs: --version   | :7: tools.hello.versionArgs
          hello v(\\S+)            | hello v(                 | versionPattern
          hello v(\\S+)            | hello v                  | needs one group
          module: hello            | module: ../hello         | must be the name of a folder
          module: hello            | module:                  | a field has no value
          'package: example.test/hello' | '# none'            | package
          tools:                   | tool:                    | tool
          """)
  void aMistakeIsReportedWithFileLineAndField(String text, String instead, String reported)
      throws IOException {
    Path file = folder.resolve("catalog.yaml");
    Files.writeString(file, GOOD.replace(text, instead));
    assertThat(Files.readString(file)).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> Catalog.read(file))
        .isInstanceOf(ToolException.class)
        .message()
        .matches(Pattern.compile("(?s)" + Pattern.quote(file + ":") + "\\d+: .*"))
        .contains(reported);
  }

  @Test
  void anUnknownProgramIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> Catalog.read(REAL).get("etcdd"))
        .hasMessageContaining("etcdd")
        .hasMessageContaining("etcd, gitea");
  }

  @Test
  void aMissingCatalogueIsNamed() {
    assertThatThrownBy(() -> Catalog.read(folder.resolve("none.yaml")))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining(folder.resolve("none.yaml").toString());
  }

  @Test
  void everyPinnedVersionIsTheOneOfItsModule() throws IOException {
    Catalog catalog = Catalog.read(REAL);
    for (String name : catalog.names()) {
      CatalogEntry entry = catalog.get(name);
      String goMod = Files.readString(catalog.module(entry).resolve("go.mod"));
      String required = null;
      Matcher matcher =
          Pattern.compile("(?m)^(?:require)?\\s+(\\S+) v([^\\s=]+)(?: //.*)?$").matcher(goMod);
      while (matcher.find()) {
        boolean holds = packages(catalog, entry).contains(matcher.group(1) + "/");
        required = holds ? matcher.group(2) : required;
      }
      assertThat(entry.version()).as(name).isEqualTo(required);
    }
  }

  /** Its package's path; of a main package of ours the source, which names those that it is of. */
  private static String packages(Catalog catalog, CatalogEntry entry) throws IOException {
    return entry.goPackage().equals(".")
        ? Files.readString(catalog.module(entry).resolve("main.go"))
        : entry.goPackage() + "/";
  }

  @Test
  void noModuleAsksForANewerGoThanTheDoctor() throws IOException {
    Catalog catalog = Catalog.read(REAL);
    for (CatalogEntry entry : catalog.tools().values()) {
      Matcher matcher =
          Pattern.compile("(?m)^go (\\S+)$")
              .matcher(Files.readString(catalog.module(entry).resolve("go.mod")));
      assertThat(matcher.find()).isTrue();
      assertThat(GoRequirement.isMetBy("go" + GoToolchain.NEEDED)).isTrue();
      assertThat(GoToolchain.NEEDED.atLeast(Version.of(matcher.group(1)))).isTrue();
    }
  }
}
