package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.testing.Property;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {
  @TempDir Path folder;

  @Test
  @DisplayName("a mount that this process has no word for takes nothing from the others")
  void nameless() {
    Property.holds(
        Property.cases(200),
        gen -> {
          // No system takes a NUL into a name; a locale without é takes no é.
          String odd = gen.of("\\000", "/a/\\000/b", "/media/\\000");
          String root = gen.of("/", "/u/\\000/x", odd);
          List<String> lines =
              List.of(
                  "1 0 8:1 / / rw - ext4 /dev/sda1 rw",
                  "2 1 8:2 " + root + " " + odd + " rw - ext4 /dev/sdb1 rw",
                  "3 1 8:2 / /home rw - ext4 /dev/sdb1 rw",
                  "4 1 0:9 / /o rw - overlay overlay rw,lowerdir=" + odd + ":/l");
          MountTable mounts = MountTable.of(String.join("\n", lines) + "\n");
          assertThat(mounts.places(Path.of("/home/u/.kube")))
              .containsExactly(new MountTable.Place("8:2", Path.of("/u/.kube")));
          assertThat(mounts.places(Path.of("/o/x")))
              .contains(new MountTable.Place("8:1", Path.of("/l/x")));
        });
  }

  @Test
  @DisplayName("what is mounted from below a protected place is in it, whatever it is called")
  void below() {
    MountTable mounts =
        MountTable.of(
            "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
                + "2 1 8:1 /home/u/.kube/\\000/x /x rw - ext4 /dev/sda1 rw\n");
    MountTable.Place kube = mounts.places(Path.of("/home/u/.kube")).get(0);
    assertThat(mounts.places(Path.of("/x/y"))).anyMatch(place -> place.isIn(kube));
    assertThat(mounts.places(Path.of("/y"))).noneMatch(place -> place.isIn(kube));
  }

  /** Asked in a JVM of its own: the locale is read once, when one starts. */
  public static final class Asked {
    private Asked() {}

    public static void main(String[] arguments) {
      Path home = Path.of(arguments[0]);
      ProtectedPaths paths = new ProtectedPaths(new GuardSettings(home, java.util.Map.of()));
      System.out.println(paths.require(home.resolve("own/file")));
      for (String way : List.of("link/x", "own/way")) {
        try {
          System.out.println(paths.require(home.resolve(way)).getNameCount() > 0);
        } catch (GuardRefusal e) {
          System.out.println("refused");
        }
      }
    }
  }

  @Test
  @DisplayName("without a locale a link to é is a way like another, or refused in words")
  void noLocale() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home/own")).getParent();
    Path odd = Files.createDirectory(folder.resolve("é"));
    Files.createSymbolicLink(home.resolve("link"), odd);
    Files.createSymbolicLink(home.resolve("own/way"), odd.resolve("y"));
    Files.createSymbolicLink(home.resolve(".ssh"), odd.resolve("keys"));
    String classes =
        Stream.of(Asked.class, ProtectedPaths.class)
            .map(c -> c.getProtectionDomain().getCodeSource().getLocation())
            .map(at -> Path.of(URI.create(at.toString())).toString())
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            Asked.class.getName(),
            home.toString());
    java.environment().put("LC_ALL", "C");
    java.environment().put("CLASSPATH", classes);
    java.redirectErrorStream(true);
    Process asked = java.start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(asked.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said)
        .contains(home.resolve("own/file").toString())
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }
}
