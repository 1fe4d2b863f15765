package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.UnpackedPackages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianPackagesTest {

  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();

  private UnpackedPackages unpacked() {
    return new UnpackedPackages(folder.resolve("it's here"));
  }

  private void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A machine whose apt-get and dpkg are these scripts. */
  private DebianPackages packages(String apt, String dpkg) throws IOException {
    script(folder.resolve("machine/apt-get"), apt);
    script(folder.resolve("machine/dpkg"), dpkg);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PATH", folder.resolve("machine").toString());
    return new DebianPackages(
        unpacked(), new Host(Map.of(), environment, Programs.of(environment)), said::add);
  }

  private String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static final String APT =
      """
      for word in "$@"; do
        case $word in Dir::Cache::Archives=*) archives=${word#*=} ;; esac
      done
      case "$*" in *download-only*) : > "$archives/nbdkit_1.deb" ;; esac
      """;

  private static final String DPKG =
      """
      lib="$3/usr/lib/x86_64-linux-gnu/nbdkit"
      mkdir -p "$3/usr/bin" "$lib/filters" "$lib/plugins"
      : > "$lib/plugins/nbdkit-file-plugin.so"
      printf '#!/bin/sh\\necho "$LD_LIBRARY_PATH"; echo "$*"\\n' > "$3/usr/bin/nbdkit"
      chmod 755 "$3/usr/bin/nbdkit"
      """;

  @Test
  @DisplayName("an unpacked program sees the libraries it came with, and nbdkit its plug-ins")
  void unpackedProgram() throws IOException {
    packages(APT, DPKG).fetch(List.of("nbdkit"));
    Path library = unpacked().root().resolve("usr/lib/x86_64-linux-gnu");
    assertThat(
            output(
                    unpacked().programs().resolve("nbdkit").toString(),
                    "-U",
                    "/a socket",
                    "--filter=cache",
                    "file",
                    "/disk",
                    "cache=writeback")
                .lines())
        .containsExactly(
            library.toString(),
            "-U /a socket --filter="
                + library.resolve("nbdkit/filters/nbdkit-cache-filter.so")
                + " "
                + library.resolve("nbdkit/plugins/nbdkit-file-plugin.so")
                + " /disk cache=writeback");
    assertThat(said).singleElement().asString().contains("fetching nbdkit once");
    assertThat(unpacked().folder().resolve("archives")).doesNotExist();
  }

  @Test
  @DisplayName("what apt says goes into the complaint, and nothing half is left to be found")
  void refused() throws IOException {
    DebianPackages packages = packages("echo 'E: no network' >&2; exit 100", DPKG);
    assertThatThrownBy(() -> packages.fetch(List.of("nbdkit")))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("apt-get update failed: E: no network");
    assertThat(unpacked().programs()).doesNotExist();
  }

  @Test
  @DisplayName("without a network what apt's update only warned of is told as well")
  void warned() throws IOException {
    DebianPackages packages =
        packages(
            """
            case "$*" in
              *" update") echo 'W: Temporary failure resolving deb.debian.org' >&2 ;;
              *) echo 'E: Unable to locate package nbdkit' >&2; exit 100 ;;
            esac
            """,
            DPKG);
    assertThatThrownBy(() -> packages.fetch(List.of("nbdkit")))
        .isInstanceOf(ToolException.class)
        .hasMessage(
            "apt-get update warned: W: Temporary failure resolving deb.debian.org; then apt-get"
                + " install failed: E: Unable to locate package nbdkit");
  }

  @Test
  @DisplayName("only what works unpacked is fetched")
  void fetchable() {
    assertThat(DebianPackages.fetchable(List.of("gcc", "nbdkit", "util-linux", "nbdkit")))
        .containsExactly("nbdkit");
  }
}
