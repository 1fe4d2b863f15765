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

  private static final String ROOT = "1 0 8:1 / / rw shared:1 - ext4 /dev/a rw\n";

  private static List<MountTable.Place> places(String table, String path) {
    return MountTable.of(table).places(Path.of(path));
  }

  private static MountTable.Place place(String device, String path) {
    return new MountTable.Place(device, Path.of(path));
  }

  @Test
  @DisplayName("says what a bind mount is another name of, whatever it is called")
  void binds() {
    Property.holds(
        Property.cases(200),
        gen -> {
          String name =
              "/m" + gen.of("", " ", "\t", "\\", "é", "用", "\\04", "\\048", "\n") + gen.of("", "x");
          String table =
              ROOT
                  + "2 1 8:1 /home/u %s ro%s - ext4 /dev/a rw\n"
                      .formatted(written(name), gen.of("", " shared:2", " shared:2 master:1"));
          assertThat(places(table, name + "/.kube")).containsExactly(place("8:1", "/home/u/.kube"));
          assertThat(places(table, "/other")).containsExactly(place("8:1", "/other"));
        });
  }

  /** As the kernel writes a path: four characters in octal, all else as it is. */
  private static String written(String path) {
    String octal =
        path.replace("\\", "\\134")
            .replace(" ", "\\040")
            .replace("\t", "\\011")
            .replace("\n", "\\012");
    return new String(octal.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Test
  @DisplayName("is read as far as it is one")
  void broken() {
    for (String line :
        List.of(
            "", "-", " - ", "2 1 8:1 / /m", "2 1 8:1 / /m rw", "2 1 8:1 / /m rw -", "x - ext4")) {
      assertThat(places(ROOT + line + "\n", "/m/x")).containsExactly(place("8:1", "/m/x"));
      assertThat(places(line, "/m/x")).isEmpty();
    }
    for (String end : List.of("", " ", " none", "  rw", " none rw")) {
      assertThat(places("2 1 0:9 /d /m rw - tmpfs" + end, "/m/x"))
          .containsExactly(place("0:9", "/d/x"));
    }
    assertThat(places("2 1 0:9 /d /a\\04 rw - tmpfs x rw", "/a\\04/x"))
        .containsExactly(place("0:9", "/d/x"));
  }

  @Test
  @DisplayName("shows what a program mounts a folder by as another name of the folder")
  void programs() {
    String table =
        ROOT
            + "2 1 0:9 / /m rw - fuse /home/u/.ku\\040be rw,user_id=1000\n"
            + "3 1 0:8 / /n rw - ecryptfs /home/u/.Private rw\n"
            + "4 1 0:7 / /o rw - fuse.sshfs me@nas:/home/u rw\n";
    assertThat(places(table, "/m/x"))
        .containsExactly(place("0:9", "/x"), place("8:1", "/home/u/.ku be/x"));
    assertThat(places(table, "/n")).contains(place("8:1", "/home/u/.Private"));
    assertThat(places(table, "/o/x")).containsExactly(place("0:7", "/x"));
    assertThat(places(table.replace("/home/u/.ku", "/m/x"), "/m/x")).hasSizeLessThan(6);
  }

  @Test
  @DisplayName("shows the layers of an overlay, and ends where they are an overlay again")
  void layers() {
    String table =
        ROOT + "2 1 0:9 /in /m rw - overlay over rw,lowerdir=/low\\040er:rel,upperdir=/m/up\n";
    assertThat(places(table, "/m/x"))
        .startsWith(
            place("0:9", "/in/x"), place("8:1", "/low er/in/x"), place("0:9", "/in/up/in/x"))
        .hasSizeLessThan(20);
    assertThat(places(table.replace("overlay", "fuse.fuse-OverlayFS"), "/m/x"))
        .contains(place("8:1", "/low er/in/x"));
    assertThat(places(table.replace("overlay over", "ext4 /dev/overlay"), "/m/x"))
        .containsExactly(place("0:9", "/in/x"));
    assertThat(places(table.replace("rw,lowerdir", "lowerdir"), "/m/x"))
        .contains(place("8:1", "/low er/in/x"));
  }
}
