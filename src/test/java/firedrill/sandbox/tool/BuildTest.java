package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.files.Trees;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.tool.Tool.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {
  private static final long GIB = 1L << 30;

  @TempDir Path folder;
  private TinyCheckout checkout;

  @BeforeEach
  void create() throws IOException {
    checkout = new TinyCheckout(folder);
  }

  private Tool hello() {
    return checkout.toolbox().resolve(Set.of("hello")).get("hello");
  }

  @Test
  void aFailingBuildShowsTheCompilersLastLinesAndTheWayOut() throws IOException {
    checkout.source("func main() { noSuchFunction() }");
    assertThatThrownBy(this::hello)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("building hello 1.2.3 failed")
        .hasMessageContaining("undefined: noSuchFunction")
        .hasMessageContaining("-Dtool.hello=/path")
        .hasMessageContaining("GOPROXY");
    try (Stream<Path> left = Files.list(checkout.cache().resolve("aside"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatAKilledBuildLeftIsCleared() throws IOException {
    Path built = hello().path();
    String key = built.getParent().getFileName().toString();
    Trees.delete(built.getParent());
    Path left = Files.createDirectories(checkout.cache().resolve("aside").resolve(key));
    Files.writeString(left.resolve("hello"), "half of a program");
    assertThat(hello().origin()).isEqualTo(Origin.BUILT);
    assertThat(Files.size(built)).isGreaterThan(100_000);
    assertThat(hello().buildSeconds()).isPresent();
    assertThat(left).doesNotExist();
  }

  @Test
  void aModuleThatNeedsANewerGoSaysWhichAndHowToGetIt() throws IOException {
    checkout.goMod("module example.test/hello\n\ngo 99.1\n");
    assertThatThrownBy(this::hello)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("is too old to build hello, which needs 99.1")
        .hasMessageContaining("https://go.dev/dl/");
  }

  @Test
  void withoutGoTheMessageSaysHowToGetIt() {
    checkout.variable("PATH", folder.toString());
    assertThatThrownBy(this::hello)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("Go is not on PATH")
        .hasMessageContaining("https://go.dev/dl/")
        .hasMessageContaining("-Dtool.<name>=/path");
  }

  @Test
  void aDiskThatIsNearlyFullIsNoticedBeforeTheBuild() {
    checkout.disk(new FixedDisk(GIB / 2, 0));
    assertThatThrownBy(this::hello)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("0.5 GiB free")
        .hasMessageContaining("needs 1.0 GiB")
        .hasMessageContaining("-Dfiredrill.cache");
  }

  @Test
  void whatGoKeepsOnTheSameDiskIsNeededAsWell() {
    Catalog catalog = Catalog.read(Path.of("sandbox/tools/catalog.yaml"));
    GoToolchain go =
        new GoToolchain(
            Path.of("/go"),
            GoToolchain.NEEDED,
            "linux/amd64",
            Map.of("GOMODCACHE", "/modules", "GOCACHE", "/compiled"));
    Set<String> missing = Set.of("etcd", "kube-apiserver");
    int seconds = catalog.get("etcd").cpuSeconds() + catalog.get("kube-apiserver").cpuSeconds();
    BuildRoom cold =
        new DiskCheck(new FixedDisk(3 * GIB, 0), catalog)
            .tightest(missing, Path.of("/cache"), go)
            .orElseThrow();
    assertThat(cold.needed()).isEqualTo(GIB + seconds * (11L << 20));
    BuildRoom warm =
        new DiskCheck(new FixedDisk(3 * GIB, 100 * GIB), catalog)
            .tightest(missing, Path.of("/cache"), go)
            .orElseThrow();
    assertThat(warm.needed()).isEqualTo(GIB);
  }

  @Test
  void aCacheThatCannotBeWrittenIsOneClearMessage() throws IOException {
    // A file in its place: permissions would not stop root.
    Path file = Files.writeString(folder.resolve("file"), "");
    checkout.property("firedrill.cache", file);
    assertThatThrownBy(this::hello)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("cache directory " + file + " cannot be written")
        .hasMessageContaining("-Dfiredrill.cache=/path");
  }

  @Test
  void credentialsOfTheCallerDoNotReachTheBuild() throws IOException {
    // Or go leaves a child behind that writes here while the folder is deleted.
    Path telemetry = Files.createDirectories(folder.resolve(".config/go/telemetry"));
    Files.writeString(telemetry.resolve("mode"), "off");
    GoToolchain go =
        GoToolchain.find(
            Programs.of(System.getenv()),
            Map.of(
                "PATH", System.getenv("PATH"),
                "HOME", folder.toString(),
                "VAULT_TOKEN", "secret",
                "KUBECONFIG", "/etc/config",
                "HTTPS_PROXY", "http://127.0.0.1:3128",
                "GOPROXY", "https://proxy.example.test"));
    assertThat(go.environment())
        .doesNotContainKeys("VAULT_TOKEN", "KUBECONFIG")
        .containsEntry("GOPROXY", "https://proxy.example.test")
        .containsEntry("HTTPS_PROXY", "http://127.0.0.1:3128")
        .containsEntry("GOTOOLCHAIN", "local");
  }

  @Test
  void aChangeInAFolderThatReplacesAModuleIsAnotherBuild() throws IOException {
    Path standIn = Files.createDirectories(checkout.root().resolve("sandbox/tools/stand-in"));
    Files.writeString(standIn.resolve("a.go"), "package a");
    checkout.goMod(
        "module example.test/hello\n\ngo 1.26.0\n\nreplace example.test/a => ../stand-in\n");
    Path before = hello().path();
    Files.writeString(standIn.resolve("a.go"), "package a // changed");
    assertThat(hello().path()).isNotEqualTo(before);
  }

  private record FixedDisk(long free, long used) implements Disk {
    @Override
    public long free(Path folder) {
      return free;
    }

    @Override
    public boolean isWritable(Path folder) {
      return true;
    }

    @Override
    public long used(Path folder, long limit) {
      return used;
    }

    @Override
    public Object of(Path folder) {
      return "the only one";
    }
  }
}
