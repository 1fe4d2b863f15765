package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordStoreTest {
  @TempDir Path directory;

  private final SandboxRecord record =
      SandboxRecord.create("run-7", "local", List.of("10.77.0.0/24"), List.of("vault.vault.svc"));

  private RecordStore store() {
    return new RecordStore(directory.resolve("records"));
  }

  private Path file() {
    return directory.resolve("records/run-7.json");
  }

  @Test
  void gives_back_every_field() {
    SandboxRecord full =
        record
            .withApiServer(URI.create("https://10.77.0.10:6443"), "ab")
            .withKubeSystemUid("uid")
            .withVaultClusterId("cluster");
    store().save(record);
    store().save(full);
    assertThat(store().load("run-7")).isEqualTo(full);
  }

  @Test
  void only_the_owner_may_read_and_nothing_else_is_left() throws IOException {
    store().save(record);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(directory.resolve("records").toFile().list()).containsExactly("run-7.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwxr-xrwx", "rwx----w-"})
  @DisplayName("below a folder in which everybody may put another one in their place, are none")
  void folders_above(String mode) throws IOException {
    Path above = Files.createDirectories(directory.resolve("above/runs")).getParent();
    Path safe = Files.createDirectories(directory.resolve("safe/runs"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), above.resolve("runs"));
    Files.createSymbolicLink(above.resolve("link"), safe);
    List<RecordStore> stores =
        List.of(
            new RecordStore(above.resolve("runs/records")),
            new RecordStore(link.resolve("records")),
            new RecordStore(above.resolve("link/records")));
    stores.get(0).save(record);
    stores.get(2).save(record);
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString(mode));
    for (RecordStore store : stores) {
      assertThatThrownBy(() -> store.load("run-7"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("everybody may put another one where it is: into " + above)
          .hasMessageContaining("chmod go-w");
      assertThatThrownBy(() -> store.save(record)).hasMessageContaining("everybody");
    }
    // As /tmp is: nobody takes away what is another's.
    Files.setAttribute(above, "unix:mode", 01777);
    for (RecordStore store : stores) {
      assertThat(store.load("run-7")).isEqualTo(record);
    }
  }

  @Test
  @DisplayName("below another user's folder, are none")
  void anothers_folder() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root gives folders away");
    Path theirs = Files.createDirectories(directory.resolve("theirs/runs")).getParent();
    RecordStore store = new RecordStore(theirs.resolve("runs/records"));
    store.save(record);
    Files.setAttribute(theirs, "unix:uid", 1234);
    assertThatThrownBy(() -> store.load("run-7"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void lists_runs_sorted_and_none_before_the_first() {
    assertThat(store().list()).isEmpty();
    store().save(record);
    store().save(SandboxRecord.create("run-10", "k3d", List.of(), List.of()));
    assertThat(store().list()).containsExactly("run-10", "run-7");
    store().delete("run-10");
    assertThat(store().list()).containsExactly("run-7");
  }

  @Test
  void refuses_a_record_others_may_read() throws IOException {
    store().save(record);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> store().load("run-7")).hasMessageContaining("wider than 0600");
  }

  @Test
  void refuses_a_record_behind_a_link() throws IOException {
    store().save(record);
    Files.createSymbolicLink(directory.resolve("records/run-8.json"), file());
    assertThatThrownBy(() -> store().load("run-8")).hasMessageContaining("no such regular file");
  }

  @Test
  void refuses_a_record_renamed_to_another_run() throws IOException {
    store().save(record);
    Files.move(file(), directory.resolve("records/run-8.json"));
    assertThatThrownBy(() -> store().load("run-8")).hasMessageContaining("belongs to run run-7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"runId\":\"run-7\"}", "{\"nonce\":5}"})
  void refuses_a_broken_record(String text) throws IOException {
    store().save(record);
    Files.writeString(file(), text);
    assertThatThrownBy(() -> store().load("run-7")).isInstanceOf(GuardRefusal.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../run-7", "", "a/b", ".hidden", "a b"})
  void refuses_a_run_id_that_is_no_file_name(String id) {
    assertThatThrownBy(() -> store().load(id))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("no run id");
  }

  @Test
  void two_records_never_share_a_nonce_and_do_not_print_it() {
    SandboxRecord other = SandboxRecord.create("run-7", "local", List.of(), List.of());
    assertThat(other.nonce()).hasSize(32).isNotEqualTo(record.nonce());
    assertThat(record.toString()).doesNotContain(record.nonce()).contains("run-7");
  }
}
