package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("only a run's very record is ever deleted")
class RecordDeletionTest {
  @TempDir Path folder;

  @Test
  @DisplayName("whatever else lies under its name, in whatever folder")
  void others() {
    RecordStore store = new RecordStore(folder.resolve("records"));
    Property.holds(
        Property.cases(200),
        gen -> {
          String run = "run-" + gen.between(1, 1_000_000);
          store.save(SandboxRecord.create(run, "local", List.of("10.77.0.0/24"), List.of()));
          Path file = store.directory().resolve(run + ".json");
          String record = Files.readString(file);
          String other =
              gen.of(
                  "{}",
                  "{\"auths\":{}}",
                  "",
                  record.replace(run, "x" + run),
                  record + "{}",
                  record.replaceFirst("\\{", "{\"more\":1,"),
                  gen.textOf("{}[]:,\"a1 \n", 40));
          Files.writeString(file, other);
          assertThatThrownBy(() -> store.delete(run)).isInstanceOf(GuardRefusal.class);
          assertThat(file).hasContent(other);
          Files.writeString(file, record);
          String mode = gen.of("rw-r--r--", "rw-rw----", "rwx------");
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
          assertThatThrownBy(() -> store.delete(run)).isInstanceOf(GuardRefusal.class);
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
          store.delete(run);
          assertThat(file).doesNotExist();
          store.delete(run);
        });
  }

  @Test
  @DisplayName("what other programs keep there stays, behind a link too")
  void programs() throws Exception {
    Path docker = Files.createDirectories(folder.resolve(".docker"));
    Path config = Files.writeString(docker.resolve("config.json"), "{\"auths\":{}}");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> new RecordStore(docker).delete("config"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("it is not a record");
    assertThat(config).exists();
    Fixture lab = new Fixture(folder);
    Path link = Files.createSymbolicLink(folder.resolve("link"), lab.store.directory());
    assertThatThrownBy(() -> new RecordStore(link).delete("run-1"))
        .hasMessageContaining("their folder is none");
    Files.setAttribute(lab.store.directory(), "unix:mode", 0777);
    assertThatThrownBy(() -> lab.store.delete("run-1")).hasMessageContaining("others may write");
    Files.setAttribute(lab.store.directory(), "unix:mode", 0700);
    lab.guard.requireRunning();
    lab.store.delete("run-1");
    assertThatThrownBy(lab.guard::requireRunning).isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("records lie on a disk, in a folder that is one")
  void places() throws Exception {
    URI zip = URI.create("jar:" + folder.resolve("x.zip").toUri());
    try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      assertThatThrownBy(() -> new RecordStore(inside.getPath("/records")))
          .isInstanceOf(GuardRefusal.class);
    }
    SandboxRecord record = SandboxRecord.create("r", "local", List.of("10.77.0.0/24"), List.of());
    for (Path none :
        List.of(
            Files.createFile(folder.resolve("file")),
            Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing")))) {
      assertThatThrownBy(() -> new RecordStore(none).create(record))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("their folder is none");
    }
  }
}
