package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("the last that the guard takes, and the first that it refuses")
class BoundsTest {
  @TempDir Path folder;
  private Fixture lab;

  @BeforeEach
  void lab() throws IOException {
    lab = new Fixture(folder);
    Files.createDirectories(lab.home);
  }

  @Test
  @DisplayName("of links that a path goes through: 40, as for Linux")
  void links() throws IOException {
    Path target = Files.createFile(folder.resolve("target"));
    Path at = target;
    for (int i = 1; i <= 41; i++) {
      at = Files.createSymbolicLink(folder.resolve("link" + i), at);
    }
    ProtectedPaths paths = new ProtectedPaths(lab.guard.settings());
    int before = linksAbove(folder);
    assertThat(paths.require(folder.resolve("link" + (40 - before))))
        .isEqualTo(target.toRealPath());
    assertThatThrownBy(() -> paths.require(folder.resolve("link" + (41 - before))))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("too many links");
  }

  private static int linksAbove(Path path) {
    int links = 0;
    for (Path above = path; above != null; above = above.getParent()) {
      links += Files.isSymbolicLink(above) ? 1 : 0;
    }
    return links;
  }

  @Test
  @DisplayName("of a login: 16 384 characters, each a whole one")
  void logins() {
    String longest = "x".repeat(16384);
    assertThat(Secrets.requirePlain(longest, "a login")).isEqualTo(longest);
    assertThat(Secrets.require(longest, "a token")).isEqualTo(longest);
    for (String whole : List.of("\ud7ff", "\ue000", "\ud83d\udd25", "")) {
      assertThat(Secrets.requirePlain(whole, "a login")).isEqualTo(whole);
    }
    for (String odd : List.of(longest + "x", "\ud800", "\udfff", "\udbff", "\0", "a\0b")) {
      assertThatThrownBy(() -> Secrets.requirePlain(odd, "a login"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("a login");
    }
    assertThatThrownBy(() -> Secrets.require(longest + "x", "a token"))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("of an S3 login: 256 characters without spaces, and its text shows none of them")
  void s3() {
    MinioLogin longest = MinioLogin.of("a".repeat(256), "s".repeat(256));
    assertThat(longest.accessKey()).hasSize(256);
    assertThat(longest.isMadeHere()).isFalse();
    assertThat(longest).hasToString("MinioLogin[…]");
    MinioLogin fresh = MinioLogin.fresh();
    assertThat(fresh.isMadeHere()).isTrue();
    assertThat(fresh.secretKey()).hasSize(40).isNotEqualTo(MinioLogin.fresh().secretKey());
    for (String odd : new String[] {null, "", " ", "a".repeat(257), "é", "a\n"}) {
      assertThatThrownBy(() -> MinioLogin.of(odd, "s")).hasMessageContaining("access key");
      assertThatThrownBy(() -> MinioLogin.of("a", odd)).hasMessageContaining("secret key");
    }
  }

  @Test
  @DisplayName("of a machine's metadata: a mebibyte")
  void metadata() {
    DomainMark mark = new DomainMark(lab.guard);
    String own = mark.bare();
    assertThatCode(() -> mark.require("pi2", own + " ".repeat((1 << 20) - own.length())))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> mark.require("pi2", own + " ".repeat((1 << 20) + 1 - own.length())))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("carries no mark");
  }

  @Test
  @DisplayName("of lists in a record: 1000 names, and as many identities")
  void lists() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      names.add("h" + i);
    }
    SandboxRecord record = SandboxRecord.create("r", "local", List.of(), names);
    assertThat(record.hosts()).hasSize(1000);
    names.add("one-more");
    assertThatThrownBy(() -> SandboxRecord.create("r", "local", List.of(), names))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("too many");
    SandboxRecord known = SandboxRecord.create("r", "local", List.of(), List.of());
    for (int i = 0; i < 1000; i++) {
      known = known.withIdentity("s" + i, "1");
    }
    SandboxRecord full = known;
    assertThat(full.identities()).hasSize(1000);
    assertThatThrownBy(() -> full.withIdentity("one-more", "1"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("too many");
    assertThat(full.withIdentity("s0", null).identities()).hasSize(999);
  }

  @Test
  @DisplayName("of a home that is the root of all: what lies below it is not all the user's")
  void home() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Guard rooted =
        new Guard(
            lab.store, lab.guard.record(), new GuardSettings(Path.of("/"), Map.of("HOME", "/")));
    new ChildEnvironment(rooted, run).require(Map.of("PGDATA", "/var/lib/postgresql"));
    ChildEnvironment usual = new ChildEnvironment(lab.guard, run);
    usual.require(Map.of("PGDATA", "/var/lib/postgresql"));
    assertThatThrownBy(() -> usual.require(Map.of("PGDATA", lab.home.resolve("pg").toString())))
        .hasMessageContaining("in the user's home");
    Path inside = Files.createDirectories(lab.home.resolve("src/target/lab"));
    ChildEnvironment own = new ChildEnvironment(lab.guard, inside);
    own.require(Map.of("PGDATA", inside.resolve("pg").toString()));
    assertThatThrownBy(() -> own.require(Map.of("PGDATA", lab.home.resolve("src").toString())))
        .hasMessageContaining("in the user's home");
  }
}
