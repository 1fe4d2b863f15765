package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a place that is never read")
class ProtectedPathsTest {
  @TempDir Path folder;
  private Path home;
  private Path run;

  @BeforeEach
  void places() throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    run = Files.createDirectories(folder.resolve("run"));
  }

  private ProtectedPaths paths(Map<String, String> environment) {
    return new ProtectedPaths(new GuardSettings(home, environment));
  }

  private static void refused(ProtectedPaths paths, Path path) {
    assertThatThrownBy(() -> paths.require(path))
        .as(path.toString())
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("which is protected");
  }

  @Test
  @DisplayName("is the same where a link leads to, by that other name too")
  void linked() throws IOException {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    Files.createFile(keys.resolve("config"));
    Files.createSymbolicLink(home.resolve(".kube"), keys);
    refused(paths(Map.of()), keys.resolve("config"));
    refused(paths(Map.of()), keys);
    refused(paths(Map.of()), keys.resolve("not/there/yet"));
  }

  @Test
  @DisplayName("is refused behind a link even while nothing is there")
  void absent() throws IOException {
    Files.createSymbolicLink(run.resolve("link"), home.resolve(".aws"));
    refused(paths(Map.of()), run.resolve("link/credentials"));
    refused(paths(Map.of()), run.resolve("link"));
    Files.createSymbolicLink(run.resolve("up"), home.resolve(".aws/x"));
    refused(paths(Map.of()), run.resolve("up/../../harmless"));
  }

  @Test
  @DisplayName("lies in each home that this person may have: HOME's, the JVM's, and the given one")
  void homes() {
    Path other = folder.resolve("other");
    ProtectedPaths paths = paths(Map.of("HOME", other.toString()));
    refused(paths, home.resolve(".ssh/id"));
    refused(paths, other.resolve(".ssh/id"));
    refused(paths, Path.of(System.getProperty("user.home"), ".ssh/id"));
    assertThat(paths.isInHome(other.resolve("x"))).isTrue();
    assertThat(paths.isInHome(Path.of("/opt/x"))).isFalse();
    assertThat(paths.isVeryHome(other)).isTrue();
    assertThat(paths.isVeryHome(other.resolve("x"))).isFalse();
    assertThat(paths.isHome(folder)).isTrue();
    assertThat(paths.isHome(Path.of("/opt/x"))).isFalse();
  }

  @Test
  @DisplayName("is where a variable of one of its clients says")
  void moved() {
    for (String name :
        List.of(
            "BORG_KEY_FILE",
            "BOTO_CONFIG",
            "KUBECONFIG",
            "S3CMD_CONFIG",
            "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
            "TF_CLI_CONFIG_FILE")) {
      Path place = folder.resolve("elsewhere/" + name);
      refused(paths(Map.of(name, place.toString())), place);
      assertThat(paths(Map.of()).require(place)).isNotNull();
    }
  }

  @Test
  @DisplayName("is no folder in which the checkout lies, but what a client keeps directly in it")
  void around_the_checkout() {
    Path here = Path.of("").toAbsolutePath();
    for (String name : List.of("DOCKER_CONFIG", "KUBECONFIG", "GNUPGHOME")) {
      for (Path around : List.of(here, here.getParent())) {
        ProtectedPaths paths = paths(Map.of(name, around.toString()));
        assertThat(paths.require(here.resolve("target/lab-0/x"))).isNotNull();
        refused(paths, around.resolve("config.json"));
        refused(paths, around.resolve("contexts/meta/x"));
        refused(paths, around.resolve("private-keys-v1.d/x"));
      }
    }
    ProtectedPaths homes = paths(Map.of("DOCKER_CONFIG", home.toString()));
    refused(homes, home.resolve("config.json"));
    assertThat(homes.require(home.resolve("x"))).isNotNull();
  }

  @Test
  @DisplayName("is none of this folder when HOME says nothing")
  void blank() {
    Path here = Path.of("").toAbsolutePath();
    for (String none : new String[] {"", " "}) {
      ProtectedPaths paths = paths(Map.of("HOME", none));
      assertThat(paths.isVeryHome(here)).isFalse();
      assertThat(paths.require(here.resolve(".ssh-of-a-checkout"))).isNotNull();
    }
  }

  @Test
  @DisplayName("is refused by its text as well, wherever links would lead")
  void normalized() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("a/b/c"));
    Files.createSymbolicLink(run.resolve("link"), deep);
    refused(paths(Map.of()), run.resolve("link/../../home/.ssh/id"));
    assertThat(paths(Map.of()).require(run.resolve("link/../../home/x")))
        .isEqualTo(folder.toRealPath().resolve("a/home/x"));
  }

  @Test
  @DisplayName("is the same file under another name, also in the middle of a path")
  void same() throws IOException {
    Path secret = Files.createFile(home.resolve(".netrc"));
    Files.createLink(run.resolve("other"), secret);
    refused(paths(Map.of()), run.resolve("other"));
    refused(paths(Map.of()), run.resolve("other/../x"));
    Files.createFile(run.resolve("own"));
    assertThat(paths(Map.of()).require(run.resolve("own/../x"))).isNotNull();
  }

  @Test
  @DisplayName("is the same folder under another mount, and only what lies in it")
  void mounted() throws IOException {
    Path kube = Files.createDirectories(home.resolve(".kube")).toRealPath();
    String place = kube.toString().replace(" ", "\\040");
    MountTable mounts =
        MountTable.of(
            "1 0 8:1 / / rw - ext4 a rw\n2 1 8:1 %s /m rw - ext4 a rw\n".formatted(place));
    ProtectedPaths paths = paths(Map.of());
    assertThat(paths.mountedFrom(Path.of("/m/config"), mounts)).isNotNull();
    assertThat(paths.mountedFrom(Path.of("/m"), mounts)).isNotNull();
    assertThat(paths.mountedFrom(Path.of("/n"), mounts)).isNull();
    assertThat(paths.mountedFrom(kube.getParent(), mounts)).isNull();
  }

  @Test
  @DisplayName("is looked for in texts by its own spelling, and never as the root of all")
  void spellings() {
    assertThat(paths(Map.of("HOME", "/")).spellings())
        .contains(home.toString(), home + "/.kube")
        .doesNotContain("/");
    assertThat(paths(Map.of("HOME", "/")).isInHome(Path.of("/opt/x"))).isFalse();
  }

  @Test
  @DisplayName("is a folder near the root, too, to which a link in a home leads")
  void near_the_root() throws IOException {
    Path near = Files.createTempDirectory("keys");
    try {
      Files.createSymbolicLink(home.resolve(".aws"), near);
      refused(paths(Map.of()), near.resolve("credentials"));
    } finally {
      Files.delete(near);
    }
  }

  @Test
  @DisplayName("is found through forty links, and no path through more of them is read")
  void links() throws IOException {
    Path at = Files.createFile(run.resolve("l0"));
    for (int i = 1; i <= 41; i++) {
      at = Files.createSymbolicLink(run.resolve("l" + i), at);
    }
    assertThat(paths(Map.of()).require(run.resolve("l40"))).isNotNull();
    assertThatThrownBy(() -> paths(Map.of()).require(run.resolve("l41")))
        .hasMessageContaining("too many links");
  }

  @Test
  @DisplayName("is named without what may be a secret in its place, in the refusal behind it too")
  void secrets() {
    Fixture lab = new Fixture(run.resolve("lab"));
    String token = "hvs.CAESIJSECRETSECRET0123456789";
    for (String given :
        new String[] {
          "/" + token, home + "/.kube/" + token, "/" + token.repeat(20), "/a/" + token
        }) {
      assertThatThrownBy(() -> new KubeconfigReader(lab.guard, run).read(given, "sandbox"))
          .satisfies(
              thrown -> {
                StringWriter printed = new StringWriter();
                thrown.printStackTrace(new PrintWriter(printed));
                assertThat(printed.toString()).doesNotContain("SECRET");
              });
    }
    assertThatThrownBy(() -> paths(Map.of()).require(home.resolve(".kube/" + token)))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(".kube")
        .hasMessageNotContaining("SECRET");
  }
}
