package firedrill.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.files.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What copying programs, desktops, network storage, repairs and hurried hands make of replica
 * directories: the stale replica is never certain, and a copy that is whole is as good as before.
 */
class AsPeopleHaveThemTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final String VOLUME = "pvc-8c7e1f2a-1b2c-4d5e-8f90-123456789abc";
  private static final String HEAD = "volume-head-001.img";
  private static final String SNAPSHOT = "volume-snap-one.img";
  private static final Instant END = Instant.now().plus(Duration.ofDays(30));
  private static final Instant STALE = END.minus(Duration.ofDays(21));

  @TempDir Path folder;

  /** What happened to the fresh one, or beside it. */
  private interface Deed {
    void to(Path fresh, Path stale, Path root) throws Exception;
  }

  private static Arguments certain(String what, Deed deed) {
    return Arguments.of(Named.of(what, deed), "certain");
  }

  private static Arguments open(String what, Deed deed) {
    return Arguments.of(Named.of(what, deed), "open");
  }

  private static void rename(Path file, String name) throws IOException {
    Files.move(file, file.resolveSibling(name));
  }

  private static void edit(Path file, String from, String to) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    Files.setLastModifiedTime(file, time);
  }

  private static void put(Path directory, String... names) throws IOException {
    for (String name : names) {
      Files.write(directory.resolve(name), new byte[4096]);
    }
  }

  private static void eachFile(Path directory, Changed change) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Instant now = Files.getLastModifiedTime(file).toInstant();
        Files.setLastModifiedTime(file, FileTime.from(change.of(now)));
      }
    }
  }

  private interface Changed {
    Instant of(Instant time);
  }

  private static Path into(Path directory, Path parent, String name) throws IOException {
    return Files.move(directory, Files.createDirectories(parent).resolve(name));
  }

  private static void blank(Path head) throws IOException {
    try (var file = new java.io.RandomAccessFile(head.toFile(), "rw")) {
      file.setLength(0);
      file.setLength(SIZE);
    }
    Files.setLastModifiedTime(head, FileTime.from(END.plusSeconds(5000)));
  }

  private static Stream<Arguments> deeds() {
    return Stream.of(
            desktops(), transfers(), hands(), names(), places(), times(), metadata(), left())
        .flatMap(all -> all);
  }

  private static Stream<Arguments> desktops() {
    return Stream.of(
        certain("nothing at all", (f, s, r) -> {}),
        certain(
            "a Mac: resource forks and .DS_Store",
            (f, s, r) -> {
              for (Path one : List.of(f, s)) {
                put(one, ".DS_Store", "._" + HEAD, "._" + HEAD + ".meta", "._volume.meta");
                put(one.getParent(), ".DS_Store", "._" + one.getFileName());
              }
            }),
        certain(
            "Windows: Thumbs.db and desktop.ini", (f, s, r) -> put(f, "Thumbs.db", "desktop.ini")),
        certain(
            "a NAS: @eaDir in each directory",
            (f, s, r) -> put(Files.createDirectory(f.resolve("@eaDir")), HEAD + "@SynoEAStream")),
        certain(
            "a desktop's trash: found there",
            (f, s, r) -> into(f, r.resolve("pi2/.Trash-0/files"), f.getFileName() + "")),
        certain(
            "a pipe that tar has brought along",
            (f, s, r) -> MadeReplica.run("mkfifo", f.resolve("pipe").toString())));
  }

  private static Stream<Arguments> transfers() {
    return Stream.of(
        open(
            "rsync was cut off: the head has its name of before",
            (f, s, r) -> rename(f.resolve(HEAD), "." + HEAD + ".Xa81Bc")),
        open("WinSCP was cut off", (f, s, r) -> rename(f.resolve(HEAD), HEAD + ".filepart")),
        open(
            "rclone was cut off", (f, s, r) -> rename(f.resolve(HEAD), HEAD + ".a1b2c3d4.partial")),
        open(
            "a browser was cut off: the snapshot",
            (f, s, r) -> rename(f.resolve(SNAPSHOT), SNAPSHOT + ".crdownload")),
        open(
            "the disk filled up: the head ends early",
            (f, s, r) -> {
              try (var file = new java.io.RandomAccessFile(f.resolve(HEAD).toFile(), "rw")) {
                file.setLength(10 * 4096);
              }
              Files.setLastModifiedTime(f.resolve(HEAD), FileTime.from(END));
            }),
        open(
            "FAT: a file ends one byte before a limit",
            (f, s, r) -> {
              try (var file = new java.io.RandomAccessFile(f.resolve(HEAD).toFile(), "rw")) {
                file.setLength(SIZE - 1);
              }
              Files.setLastModifiedTime(f.resolve(HEAD), FileTime.from(END));
            }),
        open(
            "only metadata were copied",
            (f, s, r) -> {
              Files.delete(f.resolve(HEAD));
              Files.delete(f.resolve(SNAPSHOT));
            }),
        open(
            "only images were copied",
            (f, s, r) -> {
              Files.delete(f.resolve(HEAD + ".meta"));
              Files.delete(f.resolve(SNAPSHOT + ".meta"));
              Files.delete(f.resolve("volume.meta"));
            }));
  }

  private static Stream<Arguments> hands() {
    return Stream.of(
        open("the head is called .bak", (f, s, r) -> rename(f.resolve(HEAD), HEAD + ".bak")),
        certain(
            "a copy of the head lies beside it",
            (f, s, r) ->
                Files.copy(
                    f.resolve(HEAD),
                    f.resolve(HEAD + ".orig"),
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES)),
        open(
            "volume.meta is called .bak",
            (f, s, r) -> rename(f.resolve("volume.meta"), "volume.meta.bak")),
        open(
            "volume.meta is a .tmp still",
            (f, s, r) -> rename(f.resolve("volume.meta"), "volume.meta.tmp")),
        open(
            "the stale head was touched",
            (f, s, r) ->
                Files.setLastModifiedTime(s.resolve(HEAD), FileTime.from(END.plusSeconds(5000)))),
        open(
            "the head was emptied by >",
            (f, s, r) -> {
              Files.write(f.resolve(HEAD), new byte[0]);
              Files.setLastModifiedTime(f.resolve(HEAD), FileTime.from(END.plusSeconds(5000)));
            }),
        open("the head was made anew by truncate", (f, s, r) -> blank(f.resolve(HEAD))),
        open(
            "a copy of the stale one as of another node",
            (f, s, r) ->
                MadeReplica.run(
                    "cp", "-a", "--sparse=never", s.toString(), r.resolve("pi3").toString())),
        certain(
            "a farm of hard links",
            (f, s, r) -> MadeReplica.run("cp", "-al", f.toString(), f + ".bak")),
        open(
            "a layer is a directory",
            (f, s, r) -> {
              Files.delete(f.resolve(HEAD));
              Files.createDirectory(f.resolve(HEAD));
            }));
  }

  private static Stream<Arguments> names() {
    return Stream.of(
        open(
            "the directory's name in capitals",
            (f, s, r) -> rename(f, (f.getFileName() + "").toUpperCase(Locale.ROOT))),
        open(
            "the files' names in capitals",
            (f, s, r) -> {
              for (String name :
                  List.of(HEAD, HEAD + ".meta", SNAPSHOT, SNAPSHOT + ".meta", "volume.meta")) {
                rename(f.resolve(name), name.toUpperCase(Locale.ROOT));
              }
            }),
        certain("a file manager's copy: (1)", (f, s, r) -> rename(f, f.getFileName() + " (1)")),
        certain("with a day behind it", (f, s, r) -> rename(f, f.getFileName() + "-20260412")),
        open("with a word before it", (f, s, r) -> rename(f, "DO-NOT-DELETE-" + f.getFileName())),
        open("called after the PVC", (f, s, r) -> rename(f, "nextcloud-data")),
        certain("called by the replica's own name", (f, s, r) -> rename(f, VOLUME + "-r-bbbbbbbb")),
        open("with the volume's name cut short", (f, s, r) -> rename(f, "pvc-8c7e1f2a")));
  }

  private static Stream<Arguments> places() {
    return Stream.of(
        certain("dragged into another replica", (f, s, r) -> into(f, s, f.getFileName() + "")),
        certain(
            "in a folder of its own",
            (f, s, r) -> into(f, f.resolveSibling("old"), f.getFileName() + "")),
        open(
            "packed under its name",
            (f, s, r) -> {
              put(f.getParent(), f.getFileName() + ".tar.zst");
              Trees.delete(f);
            }),
        open(
            "packed under some other name",
            (f, s, r) -> {
              put(f.getParent(), "monday.tgz");
              Trees.delete(f);
            }),
        open(
            "the node's whole disk is an image still",
            (f, s, r) -> {
              put(r, "pi2-disk.img.gz");
              Trees.delete(r.resolve("pi2"));
            }),
        open(
            "a virtual machine's disk",
            (f, s, r) -> {
              put(r, "pi2.qcow2");
              Trees.delete(r.resolve("pi2"));
            }),
        open(
            "behind a link",
            (f, s, r) -> {
              Path away = into(f, r.resolve("pi2/elsewhere/x"), "y");
              Path other = r.resolveSibling("other-disk");
              Files.move(away, other);
              Files.createSymbolicLink(f, other);
            }),
        open(
            "behind a link that leads nowhere",
            (f, s, r) -> {
              Trees.delete(f);
              Files.createSymbolicLink(f, r.resolveSibling("not-mounted"));
            }),
        open(
            "in lost+found, under a number",
            (f, s, r) -> into(f, r.resolve("pi2/lost+found"), "#12345")),
        open(
            "layer by layer in lost+found",
            (f, s, r) -> {
              Path lost = Files.createDirectories(r.resolve("pi2/lost+found"));
              Files.move(f.resolve(HEAD), lost.resolve("#12346"));
              Trees.delete(f);
            }));
  }

  private static Stream<Arguments> times() {
    return Stream.of(
        open("FAT: local time, an hour off", (f, s, r) -> eachFile(f, t -> t.plusSeconds(3600))),
        open(
            "FAT: the stale one's, two hours off",
            (f, s, r) -> eachFile(s, t -> t.plusSeconds(7200))),
        open(
            "FAT: even seconds",
            (f, s, r) -> eachFile(f, t -> Instant.ofEpochSecond(t.getEpochSecond() / 2 * 2))),
        open(
            "copied without times, the stale one last",
            (f, s, r) -> {
              eachFile(f, t -> END.plusSeconds(3600));
              eachFile(s, t -> END.plusSeconds(7200));
            }),
        open(
            "unpacked with the time of now",
            (f, s, r) -> {
              eachFile(f, t -> Instant.now());
              eachFile(s, t -> Instant.now().plusSeconds(1));
            }),
        open(
            "the year 1980", (f, s, r) -> eachFile(f, t -> Instant.parse("1980-01-01T00:00:00Z"))));
  }

  private static Stream<Arguments> metadata() {
    return Stream.of(
        certain(
            "volume.meta from a Windows editor: CRLF",
            (f, s, r) -> edit(f.resolve("volume.meta"), "\n", "\r\n")),
        open(
            "volume.meta from a Windows editor: byte order mark",
            (f, s, r) -> edit(f.resolve("volume.meta"), "{\"Size", "\uFEFF{\"Size")),
        open(
            "volume.meta in UTF-16",
            (f, s, r) -> {
              Path meta = f.resolve("volume.meta");
              Files.write(meta, Files.readString(meta).getBytes(StandardCharsets.UTF_16LE));
            }),
        certain("volume.meta from jq", (f, s, r) -> edit(f.resolve("volume.meta"), ",", ",\n  ")),
        open("a comma too many", (f, s, r) -> edit(f.resolve("volume.meta"), "false}", "false,}")),
        open(
            "the size in quotes",
            (f, s, r) -> edit(f.resolve("volume.meta"), "" + SIZE, "\"" + SIZE + "\"")),
        open(
            "the head without .img",
            (f, s, r) -> edit(f.resolve("volume.meta"), HEAD, "volume-head-001")),
        open(
            "the head with a path",
            (f, s, r) -> edit(f.resolve("volume.meta"), HEAD, "../" + HEAD)),
        certain(
            "a time with a zone",
            (f, s, r) -> {
              Path meta = f.resolve(HEAD + ".meta");
              String text = Files.readString(meta);
              String zoned =
                  java.time.OffsetDateTime.now(java.time.ZoneOffset.ofHours(2))
                      .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                      .toString();
              Files.writeString(
                  meta, text.replaceFirst("Created\":\"[^\"]*", "Created\":\"" + zoned));
            }),
        certain(
            "a snapshot that was to be removed",
            (f, s, r) -> edit(f.resolve(SNAPSHOT + ".meta"), "Removed\":false", "Removed\":true")));
  }

  private static Stream<Arguments> left() {
    return Stream.of(
        open(
            "the engine's word: no space left",
            (f, s, r) ->
                edit(f.resolve("volume.meta"), "Error\":\"", "Error\":\"no space left on device")),
        open(
            "being rebuilt",
            (f, s, r) -> edit(f.resolve("volume.meta"), "Rebuilding\":false", "Rebuilding\":true")),
        open(
            "all its files are gone",
            (f, s, r) -> {
              for (String name :
                  List.of(HEAD, HEAD + ".meta", SNAPSHOT, SNAPSHOT + ".meta", "volume.meta")) {
                Files.delete(f.resolve(name));
              }
            }),
        certain(
            "a merge of firedrill's own, with its report",
            (f, s, r) -> {
              put(r, "data.img");
              Files.writeString(r.resolve("data.img.json"), "{}");
              put(r, "more.img");
              Files.writeString(r.resolve("more.img.journal"), "{}");
            }));
  }

  private Path replica(String node, String id, int value, Instant written) throws IOException {
    MadeReplica replica =
        new MadeReplica(folder.resolve("all/" + node + "/replicas/" + VOLUME + "-" + id), SIZE);
    replica.layer(SNAPSHOT, SIZE).fill(1, 1).fill(2, 2);
    replica.layer(HEAD, SIZE).fill(3, value).finish();
    Files.setLastModifiedTime(replica.top(), FileTime.from(written));
    return replica.directory();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("deeds")
  @DisplayName(
      "whole, the fresh one is certain; else it is open, and the stale one never is certain")
  void deed(Deed deed, String outcome) throws Exception {
    // Two that dropped out weeks ago: equal, so that they would be certain without the fresh one.
    Path stale = replica("pi1", "aaaaaaaa", 9, STALE);
    replica("pi3", "cccccccc", 9, STALE);
    Path fresh = replica("pi2", "bbbbbbbb", 3, END);
    MadeReplica.goOn(fresh.resolve(HEAD));
    deed.to(fresh, stale, folder.resolve("all"));
    ReplicaListing listing =
        ReplicaListing.of(
            ReplicaSearch.look(List.of(folder.resolve("all").toString())),
            Testimony.of(Optional.empty(), false, Optional.empty(), Map.of(), Map.of()));
    JsonNode volume = null;
    for (JsonNode one : JsonMapper.builder().build().readTree(listing.json()).path("volumes")) {
      if (one.path("volume").asText().equals(VOLUME)) {
        volume = one;
      }
    }
    assertThat(volume).as(listing.text()).isNotNull();
    assertThat(volume.path("outcome").asText()).as(listing.text()).isEqualTo(outcome);
    if (outcome.equals("certain")) {
      Path from = Path.of(volume.path("recoverFrom").asText());
      byte[] head = Files.readAllBytes(from.resolve(HEAD));
      assertThat(head[3 * MadeReplica.BLOCK]).as("the fresh one").isEqualTo((byte) 3);
    }
  }
}
