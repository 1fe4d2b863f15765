package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.replica.ChildJvm;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.MadeContent;
import firedrill.component.longhorn.replica.MadeReplica;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people type under stress: one clear message with the remedy, and nothing is lost. */
class RescueBadInputTest extends RescueRun {

  private Path image() {
    return folder.resolve("out.img");
  }

  private void refusedMerge(Path replica, Path image, String... why) {
    assertThat(run("merge", replica, "-o", image)).isEqualTo(1);
    assertThat(err).contains(why).doesNotContain("Exception");
  }

  @Test
  @DisplayName("a link to a replica: its own name and its own neighbours count")
  void linkAsDirectory() throws Exception {
    Path stale = replica("pi1", "aaaaaaaa", 9, END.minusSeconds(5000)).directory();
    MadeReplica fresh = new MadeReplica(stale.resolveSibling("pvc-c-bbbbbbbb"), SIZE);
    fresh.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    fresh.layer("volume-head-001.img", SIZE).fill(3, 3).fill(4, 4).finish();
    Files.setLastModifiedTime(fresh.top(), FileTime.from(END));
    Path link = Files.createSymbolicLink(folder.resolve("mine"), stale);
    refusedMerge(link, image(), "recover from pvc-c-bbbbbbbb");
    assertThat(image()).doesNotExist();
    assertThat(run("list", link, fresh.directory())).isZero();
    assertThat(out).contains("volume pvc-c\n", "pvc-c-aaaaaaaa on pi1").doesNotContain("mine");
    Path right = Files.createSymbolicLink(folder.resolve("other"), fresh.directory());
    assertThat(run("merge", right, "-o", image())).isZero();
    assertThat(Files.readAllBytes(image())).isEqualTo(fresh.model());
  }

  @Test
  @DisplayName(
      "a directory that is not there, is a file, or is no replica: named, with what to name")
  void noDirectory() throws Exception {
    refusedMerge(folder.resolve("none"), image(), "none is not there; name a replica's directory");
    Path file = Files.writeString(folder.resolve("file"), "x");
    refusedMerge(file, image(), "file is no directory; name a replica's directory");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refusedMerge(empty, image(), "is no replica directory");
    assertThat(run("list", file)).isEqualTo(2);
    assertThat(err).contains("file is not a directory; name a replica directory, or one above");
    assertThat(image()).doesNotExist();
  }

  @Test
  @DisplayName("an output that is there already is left as it is, whatever it is")
  void outputExists() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Files.writeString(image(), "precious");
    refusedMerge(replica, image(), "not begun by a merge, and left as it is; name another place");
    assertThat(image()).hasContent("precious");
    Path report = Files.writeString(folder.resolve("b.img.json"), "{\"mine\":1}");
    refusedMerge(replica, folder.resolve("b.img"), "is not the report of a merge; name another");
    assertThat(report).hasContent("{\"mine\":1}");
    assertThat(folder.resolve("b.img")).doesNotExist();
    Path link = Files.createSymbolicLink(folder.resolve("l.img"), folder.resolve("elsewhere"));
    refusedMerge(replica, link, "is a link, which is not written through");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  @DisplayName("the same line again when all is done: the image is left, and its report is named")
  void again() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    assertThat(run("merge", replica, "-o", image())).isZero();
    FileTime made = Files.getLastModifiedTime(image());
    refusedMerge(replica, image(), "is there already, merged", "out.img.json", "remove both");
    assertThat(Files.getLastModifiedTime(image())).isEqualTo(made);
    Files.delete(image());
    assertThat(run("merge", replica, "-o", image())).as("its old report is no obstacle").isZero();
  }

  @Test
  @DisplayName("an output in any replica's directory is refused before anything is read")
  void outputInAReplica() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path other = replica("pi2", "bbbbbbbb", 3, END).directory();
    Files.delete(other.resolve("volume.meta"));
    for (Path in : List.of(replica, other, Files.createDirectory(other.resolve("deeper")))) {
      refusedMerge(replica, in.resolve("x.img"), "would lie in a replica's own directory");
      assertThat(in.resolve("x.img")).doesNotExist();
    }
    refusedMerge(replica, folder.resolve("no/x.img"), "is not there, or is no directory: make it");
  }

  @Test
  @DisplayName("a place without any replica is named: its disk may not be mounted")
  void emptyPlace() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path bare = Files.createDirectories(folder.resolve("pi2/replicas"));
    assertThat(run("list", folder.resolve("pi1"), bare)).isEqualTo(1);
    assertThat(err).contains("no replica lies below " + bare + ": is its disk mounted there?");
    assertThat(out).contains("OPEN").doesNotContain("recover from " + replica);
    assertThat(run("merge", replica, "-o", image(), "--beside", bare)).isEqualTo(1);
    assertThat(err).contains("is its disk mounted", "Nothing was written", "--choose this");
    assertThat(run("merge", replica, "-o", image(), "--beside", bare, "--choose", "this")).isZero();
  }

  @Test
  @DisplayName("a word that is said of nothing, or is none, is named with what there is")
  void wordsOfNothing() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    assertThat(run("list", folder, "--override", "pvc-c-aaaaaaab:rebuilding")).isEqualTo(2);
    assertThat(err).contains("no directory is called pvc-c-aaaaaaab; there are pvc-c-aaaaaaaa");
    assertThat(run("list", folder, "--backing", "pvc-x=" + replica)).isEqualTo(2);
    assertThat(err).contains("no volume is called pvc-x; there are pvc-c");
    assertThat(run("merge", replica, "-o", image(), "--override", "x:error")).isEqualTo(2);
    assertThat(err).contains("no directory is called x");
    assertThat(run("list", folder, "--clocks-within", "-5")).isEqualTo(2);
    assertThat(err).contains("--clocks-within is a number of seconds");
    assertThat(run("list", folder, "--override", "rebuilding")).isEqualTo(2);
    assertThat(err).contains("is not <directory>:<word>");
    assertThat(run("list", folder, "--saved", folder.resolve("none.json"))).isEqualTo(2);
    assertThat(err).contains("none.json is not there");
    assertThat(image()).doesNotExist();
  }

  @Test
  @DisplayName("what the system says with a path alone is put into words")
  void inWords() {
    assertThat(RescueFailure.text(new NoSuchFileException("/a")))
        .isEqualTo("/a is not there; look at the name, and whether its disk is mounted");
    assertThat(RescueFailure.text(new UncheckedIOException(new AccessDeniedException("/a"))))
        .startsWith("/a may not be read or written by this user")
        .endsWith("do it as root");
    assertThat(RescueFailure.text(new java.nio.file.NotDirectoryException("/a")))
        .isEqualTo("/a: NotDirectoryException");
    assertThat(RescueFailure.text(new FileSystemException("/a", null, "Input/output error")))
        .isEqualTo("/a: Input/output error");
    assertThat(RescueFailure.text(new UnsatisfiedLinkError("no jnidispatch")))
        .contains("no jnidispatch", "-Djna.tmpdir=");
    assertThat(RescueFailure.text(new IOException("said"))).isEqualTo("said");
    assertThat(RescueFailure.text(new IOException())).isEqualTo("java.io.IOException");
  }

  /** Ends as Ctrl-C ends it, in the middle or when all is done. */
  static final class Interrupted {
    private Interrupted() {}

    public static void main(String[] arguments) {
      RescueStopped stopped =
          RescueStopped.announce(
              Path.of(arguments[0]), new PrintWriter(System.out, false, StandardCharsets.UTF_8));
      stopped.reached(37);
      if (arguments[1].equals("done")) {
        stopped.close();
      }
      System.exit(130);
    }
  }

  private String interrupted(String when) throws Exception {
    Process child =
        new ProcessBuilder(ChildJvm.command(Interrupted.class, image().toString(), when))
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isEqualTo(130);
    return said;
  }

  @Test
  @DisplayName("Ctrl-C says how far it is and how to go on; when all is done it says nothing")
  void interrupted() throws Exception {
    assertThat(interrupted("midway")).contains("stopped: nothing was written yet");
    Files.writeString(folder.resolve("out.img.journal"), "");
    assertThat(interrupted("midway"))
        .contains("stopped at 37 %: " + image() + " is not whole. Give the same line again");
    assertThat(interrupted("done")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "EXT4, an ext4 file system, 'mount -o ro,loop,noload ', 'e2fsck -fy '",
    "EXT3, an ext2 or ext3 file system, 'mount -o ro,loop,noload ', 'e2fsck -fy '",
    "XFS, an XFS file system, 'mount -o ro,loop,norecovery,nouuid ', 'mount -o loop,nouuid '",
    "BTRFS, a Btrfs file system, 'mount -o ro,loop,rescue=nologreplay ', ''",
    "LUKS, a LUKS container, 'cryptsetup open --readonly ', 'mount -o ro,noload /dev/mapper/'",
    "PARTITIONED, a partition table, '--partscan', 'mount -o ro,noload /dev/loopNp1'",
    "LVM, an LVM physical volume, 'losetup --read-only ', 'vgscan'"
  })
  @DisplayName("an image of any kind is merged, called what it is, and the way to open it is said")
  void anyKind(ContentKind kind, String text, String first, String then) throws Exception {
    MadeReplica replica = replica("pi1", "aaaaaaaa", 3, END);
    replica.write(0, MadeContent.of(kind, 1));
    Files.setLastModifiedTime(replica.top(), FileTime.from(END));
    assertThat(run("merge", replica.directory(), "-o", image())).isZero();
    assertThat(out).contains("holds  " + text, first, then);
    assertThat(Files.readAllBytes(image())).isEqualTo(replica.model());
    assertThat(Files.readString(folder.resolve("out.img.json"))).contains(text, first, then);
  }

  @Test
  @DisplayName("a journal, a report or a link of somebody's beside the image: nothing is written")
  void somebodysFiles() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Files.writeString(image(), "precious");
    Path journal = Files.writeString(folder.resolve("out.img.journal"), "mine");
    refusedMerge(replica, image(), "is not the journal of a merge", "name another image");
    assertThat(image()).hasContent("precious");
    assertThat(journal).hasContent("mine");
    Path report = folder.resolve("b.img.json");
    Files.createSymbolicLink(report, folder.resolve("nowhere"));
    refusedMerge(replica, folder.resolve("b.img"), "is no report of a merge");
    assertThat(folder.resolve("b.img")).doesNotExist();
    assertThat(folder.resolve("nowhere")).doesNotExist();
    refusedMerge(replica, replica.resolveSibling("z.img"), "Longhorn's own directory");
  }

  @Test
  @DisplayName("a name with blanks and quotes is one word in the lines that are to be typed")
  void quoted() throws Exception {
    MadeReplica replica = replica("pi1", "aaaaaaaa", 3, END);
    replica.write(0, MadeContent.of(ContentKind.EXT4, 1));
    Files.setLastModifiedTime(replica.top(), FileTime.from(END));
    Path image = folder.resolve("my 'best' one.img");
    assertThat(run("merge", replica.directory(), "-o", image)).isZero();
    String word = "'" + image.toString().replace("'", "'\\''") + "'";
    assertThat(out)
        .contains(
            "noload " + word + " " + word.replace(".img", ".img.d"),
            "e2fsck -fy " + word.replace(".img", ".img.copy"));
  }

  @Test
  @DisplayName("a name with control characters does not forge a line of the table")
  void forgedName() throws Exception {
    MadeReplica replica =
        new MadeReplica(
            folder.resolve("pi1/replicas/pvc-\u001b[2Jx\n  -> recover from evil-aaaaaaaa"), SIZE);
    replica.layer("volume-head-000.img", SIZE).fill(3, 3).finish();
    run("list", folder.resolve("pi1"));
    assertThat(out)
        .contains("volume pvc-?[2Jx?  -> recover")
        .doesNotContain("\u001b", "\n  -> recover from evil");
  }

  @Test
  @DisplayName("a neighbour that cannot be listed is told of, and a human's choice goes on")
  void unlistable() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Path closed = Files.createDirectory(replica.resolveSibling("pvc-z-bbbbbbbb"));
    Files.setPosixFilePermissions(closed, java.util.Set.of());
    try {
      assertThat(child(1, "list", folder.resolve("pi1") + ""))
          .contains(closed + " cannot be listed", "OPEN")
          .doesNotContain("-> recover from " + replica);
      assertThat(child(1, "merge", replica + "", "-o", image() + "")).contains("--choose this");
      child(0, "merge", replica + "", "-o", image() + "", "--choose", "this");
    } finally {
      Files.setPosixFilePermissions(
          closed, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  @DisplayName("letters that the locale has not: how to give the line is said")
  void locale() throws Exception {
    MadeReplica replica = replica("cl\u00e9", "aaaaaaaa", 3, END);
    for (String[] line :
        new String[][] {
          {"list", folder.toString()}, {"merge", replica.directory().toString(), "-o", image() + ""}
        }) {
      List<String> command =
          new java.util.ArrayList<>(ChildJvm.command(RescueMain.class, "rescue"));
      command.addAll(List.of(line));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C");
      Process child = builder.start();
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isNotZero();
      assertThat(said).contains("LANG=C.UTF-8").doesNotContain("\tat ");
    }
  }

  @Test
  @DisplayName("a variable of the shell that is not set: said, and nothing else is looked at")
  void emptyWords() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    assertThat(run("list", "")).isEqualTo(2);
    assertThat(err).contains("a place is empty: is a variable of that line not set?");
    assertThat(run("merge", replica, "-o", image(), "--beside", " ")).isEqualTo(2);
    assertThat(err).contains("a place is empty");
    for (String option : List.of("--saved", "--not-looked-at")) {
      assertThat(run("list", replica, option, "")).isEqualTo(2);
      assertThat(err).contains("a place is empty");
    }
    assertThat(run("merge", "", "-o", image())).isEqualTo(2);
    assertThat(run("merge", replica, "-o", "")).isEqualTo(2);
    assertThat(run("check", "")).isEqualTo(2);
    assertThat(err).contains("a place is empty");
    assertThat(image()).doesNotExist();
  }

  @Test
  @DisplayName("words behind --choose with spaces between them; a misspelt one names them all")
  void wordsBehindChoose() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    assertThat(run("merge", replica, "-o", image(), "--choose", "thsi")).isEqualTo(2);
    assertThat(err).contains("\"thsi\" is none of: rebuilding", "\"this\" behind --choose");
    assertThat(run("merge", replica, "-o", image(), "--choose", "derive, this")).isZero();
    assertThat(image()).exists();
  }

  @Test
  @DisplayName("an output on a disk of Longhorn's is refused")
  void outputOnLonghornsDisk() throws Exception {
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    Files.writeString(folder.resolve("pi1/longhorn-disk.cfg"), "{}");
    Path in = Files.createDirectory(folder.resolve("pi1/rescue"));
    refusedMerge(replica, in.resolve("x.img"), "would lie on a disk of Longhorn's", "name another");
    assertThat(in).isEmptyDirectory();
  }

  @Test
  @DisplayName("a disk, the image of one, or a backup target as a place: said what to do with it")
  void otherPlaces() throws Exception {
    Path image = Files.write(folder.resolve("pi1.img"), new byte[4096]);
    for (Path place : List.of(image, Path.of("/dev/null"))) {
      assertThat(run("list", place)).isEqualTo(2);
      assertThat(err).contains(place + " is not a directory", "mount it read-only", "tar -S");
    }
    assertThat(run("list", folder.resolve("none"))).isEqualTo(2);
    assertThat(err).contains("is not there").doesNotContain("mount it");
    Path target = Files.createDirectories(folder.resolve("nfs/backupstore/volumes/0a/1b/pvc-c"));
    Files.writeString(target.resolve("volume.cfg"), "{}");
    Path replica = replica("pi1", "aaaaaaaa", 3, END).directory();
    for (String place : List.of("nfs", "nfs/backupstore")) {
      assertThat(run("list", replica, folder.resolve(place))).isEqualTo(1);
      assertThat(err).contains(place + " is a backup target of Longhorn's");
    }
  }

  @Test
  @DisplayName("a word on the saved file when none is named")
  void savedAtTheEndOfNothing() throws Exception {
    replica("pi1", "aaaaaaaa", 3, END);
    assertThat(run("list", folder, "--saved-at-the-end")).isEqualTo(2);
    assertThat(err).contains("speaks of the file that --saved names, and none is named");
  }
}
