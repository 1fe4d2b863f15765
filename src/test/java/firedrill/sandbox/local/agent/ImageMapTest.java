package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The image map")
class ImageMapTest {

  @TempDir Path dir;

  @Test
  @DisplayName("prefers the exact name to the tag wildcard, also for digests and registry ports")
  void lookup() throws IOException {
    ImageMap map =
        read(
            """
            images:
              "vault:*": {entrypoint: [any]}
              "vault:2": {entrypoint: [two]}
              "reg:5000/x:*": {entrypoint: [ported]}
            """);
    assertThat(entrypoint(map, "vault:2")).containsExactly("two");
    assertThat(entrypoint(map, "vault:1.21")).containsExactly("any");
    assertThat(entrypoint(map, "vault@sha256:abc")).containsExactly("any");
    assertThat(entrypoint(map, "vault")).containsExactly("any");
    assertThat(entrypoint(map, "reg:5000/x")).containsExactly("ported");
    assertThat(map.find("other:1")).isEmpty();
  }

  @Test
  @DisplayName("reads files, env, variables, directory and user")
  void fields() throws IOException {
    LocalImage image =
        read("""
        images:
          "a:*":
            files: [{program: vault, at: /bin/vault}]
            cmd: [server]
            env: {A: b}
            variables: [C, D]
            workingDir: /work
            user: 100
        """)
            .find("a:1")
            .orElseThrow();
    assertThat(image.files()).containsExactly(new LocalImage.ProgramFile("vault", "/bin/vault"));
    assertThat(image.cmd()).containsExactly("server");
    assertThat(image.env()).containsEntry("A", "b");
    assertThat(image.variables()).containsExactlyInAnyOrder("C", "D");
    assertThat(image.workingDir()).isEqualTo("/work");
    assertThat(image.user()).isEqualTo(100);
  }

  @Test
  @DisplayName("names file, line and field of a mistake")
  void mistake() {
    assertThatThrownBy(() -> read("images:\n  \"a:*\":\n    entrypiont: [x]\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("images.yaml:3")
        .hasMessageContaining("entrypiont");
  }

  @Test
  @DisplayName("tells the line to add for an unknown image")
  void remedy() throws IOException {
    assertThat(read("images: {}").remedy("nobody/knows:1"))
        .contains("images.yaml")
        .contains("\"nobody/knows:*\": {files:");
  }

  private ImageMap read(String yaml) throws IOException {
    return ImageMap.read(Files.writeString(dir.resolve("images.yaml"), yaml));
  }

  private static List<String> entrypoint(ImageMap map, String image) {
    return map.find(image).orElseThrow().entrypoint();
  }
}
