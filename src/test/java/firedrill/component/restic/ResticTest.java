package firedrill.component.restic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.guard.Guard;
import firedrill.guard.GuardRefusal;
import firedrill.guard.GuardSettings;
import firedrill.guard.MinioLogin;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResticTest {
  @TempDir Path folder;

  /** A program that writes down how it was called. */
  private Restic restic(Runnable proof) throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Path program = Files.writeString(run.resolve("restic"), "#!/bin/sh\necho \"$@\" >>../called\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Guard guard =
        Guard.begin(
            new RecordStore(folder.resolve("records")),
            SandboxRecord.create("run-1", "local", List.of("10.77.0.0/24"), List.of()),
            new GuardSettings(folder.resolve("home"), Map.of()));
    return new Restic(program, run, guard, "http://10.77.0.2:9000", MinioLogin.fresh(), proof);
  }

  @Test
  @DisplayName("the store is looked at before each command, and without its mark none is run")
  void proof() throws Exception {
    Path called = folder.resolve("called");
    Restic foreign =
        restic(
            () -> {
              throw new GuardRefusal("store", "it carries no mark", "take another");
            });
    assertThatThrownBy(() -> foreign.run("forget", "--prune", "latest"))
        .isInstanceOf(GuardRefusal.class);
    assertThat(called).doesNotExist();
  }

  @Test
  @DisplayName(
      "a store that cannot be asked is no answer, and a folder with a home in it no backup")
  void unasked() throws Exception {
    Path called = folder.resolve("called");
    Restic away =
        restic(
            () -> {
              throw new UncheckedIOException("it does not answer", new IOException("x"));
            });
    assertThatThrownBy(() -> away.run("check"))
        .isInstanceOf(IOException.class)
        .hasMessage("it does not answer");
    Path kube = Files.createDirectories(folder.resolve("home/.kube"));
    assertThatThrownBy(() -> away.backup(kube, "t")).isInstanceOf(GuardRefusal.class);
    assertThat(called).doesNotExist();
  }

  @Test
  @DisplayName("with its mark a command is run as it was typed")
  void runs() throws Exception {
    Restic own = restic(() -> {});
    assertThat(own.run("check", "--read-data").orThrow()).isNotNull();
    assertThat(folder.resolve("called")).hasContent("check --read-data");
  }
}
