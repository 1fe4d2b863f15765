package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container sees its own root and writes to nothing of the host's. */
@Tag("namespaces")
class ContainerTest {

  private static Map<String, String> seen;

  @BeforeAll
  static void probe(@TempDir Path directory) {
    ThisMachine.requireLocalSandbox();
    seen = LaunchedProbe.run(ContainerProbe.class, directory.resolve("lab"));
  }

  @Test
  void its_root_holds_no_home_and_no_work_of_the_host() {
    assertThat(seen.get("root").split("\\|"))
        .contains("/data", "/etc", "/opt", "/proc", "/tmp", "/usr", "/var")
        .isSubsetOf(
            "0", "/bin", "/data", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/opt",
            "/proc", "/root", "/run", "/sbin", "/sys", "/tmp", "/usr", "/var");
  }

  @Test
  void its_etc_is_made_for_it() {
    assertThat(seen.get("etc").split("\\|"))
        .contains("hosts", "passwd", "resolv.conf")
        .doesNotContain("shadow", "ssh", "hostname", "fstab", "sudoers");
  }

  @Test
  void usr_is_read_only() {
    assertThat(seen.get("write usr")).contains("Read-only file system");
    assertThat(seen.get("write bin")).contains("Read-only file system");
    assertThat(seen).containsEntry("host usr", "false");
  }

  @Test
  void what_it_writes_to_its_etc_stays_with_it() {
    assertThat(seen).containsEntry("own etc", "0|done").containsEntry("host passwd", "false");
  }

  @Test
  void volumes_are_where_the_manifest_wants_them_whatever_their_names() {
    assertThat(seen)
        .containsEntry("volume", "0|contentfile|new")
        .containsEntry("odd path", "0|content")
        .containsEntry("single file", "0|content")
        .containsEntry("var run", "0|content");
    assertThat(seen.get("read only")).contains("Read-only file system");
  }

  @Test
  void it_sees_only_its_own_processes() {
    assertThat(seen.get("processes")).matches("0\\|1\\|[1-4]");
  }

  @Test
  void its_host_name_is_the_pods_and_its_environment_what_it_was_given() {
    assertThat(seen).containsEntry("host name", "0|probe-0");
    assertThat(seen.get("environment").split("\\|"))
        .contains("GIVEN", "PATH")
        .isSubsetOf("0", "GIVEN", "OLDPWD", "PATH", "PWD", "SHLVL", "_");
  }

  @Test
  void a_variable_that_its_image_does_not_declare_is_refused() {
    assertThat(seen.get("undeclared")).startsWith("refused: ").contains("GIVEN");
  }

  @Test
  void a_mount_below_a_directory_of_the_host_is_refused() {
    assertThat(seen.get("mount at /usr/share/x")).startsWith("refused: cannot mount at");
    assertThat(seen.get("mount at /opt/../usr/x")).startsWith("refused: cannot mount at");
    assertThat(seen.get("mount at /proc/x")).startsWith("refused: cannot mount at");
    assertThat(seen.get("mount at relative")).startsWith("refused: cannot mount at");
  }
}
