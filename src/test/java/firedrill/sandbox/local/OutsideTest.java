package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.sandbox.Topology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is made. */
class OutsideTest {

  @Test
  void a_sandbox_is_not_started_outside_the_launcher(@TempDir Path directory) {
    assertThatThrownBy(() -> LocalSandbox.started(directory, Topology.cluster("pi1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside the sandbox's namespaces")
        .hasMessageContaining("mvn verify -Pdrill")
        .hasMessageContaining("sandbox/launcher/local/bin/java");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_folder_that_holds_something_is_refused_and_kept(@TempDir Path directory) throws Exception {
    Path mine = Files.createFile(directory.resolve("mine"));
    assertThat(launch(Map.of("FIREDRILL_LAB_DIR", directory.toString()), "Main"))
        .contains("is not empty and would be removed")
        .contains("FIREDRILL_LAB_DIR");
    assertThat(mine).exists();
  }

  @Test
  void a_folder_that_cannot_be_made_is_named_with_the_remedy(@TempDir Path directory)
      throws Exception {
    String longName = directory.resolve("x".repeat(300)).toString();
    assertThat(launch(Map.of("FIREDRILL_LAB_DIR", longName), "Main"))
        .contains("File name too long")
        .contains("FIREDRILL_LAB_DIR");
  }

  @Test
  void forbidden_namespaces_name_the_setting_and_the_other_sandbox(@TempDir Path directory)
      throws Exception {
    Path programs = Files.createDirectory(directory.resolve("bin"));
    Path unshare = programs.resolve("unshare");
    Files.writeString(
        unshare,
        "#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2\nexit 1\n");
    assertThat(unshare.toFile().setExecutable(true)).isTrue();
    Path kernel = Files.createDirectories(directory.resolve("proc/sys/kernel"));
    Files.writeString(kernel.resolve("apparmor_restrict_unprivileged_userns"), "1\n");
    assertThat(
            launch(
                Map.of(
                    "PATH",
                    programs + ":" + System.getenv("PATH"),
                    "FIREDRILL_PROC",
                    directory.resolve("proc").toString(),
                    "FIREDRILL_LAB_DIR",
                    directory.resolve("lab").toString()),
                "Main"))
        .contains("Operation not permitted")
        .contains("kernel.apparmor_restrict_unprivileged_userns is 1: sudo sysctl -w")
        .doesNotContain("unprivileged_userns_clone")
        .contains("-Dsandbox=container");
    assertThat(directory.resolve("lab")).doesNotExist();
  }

  @Test
  void without_loop_devices_a_cut_is_said_to_be_a_crash(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(HostDiskTest.hasLoopDevices(directory), HostDiskTest.NO_LOOPS);
    Path programs = Files.createDirectory(directory.resolve("bin"));
    Path mount = programs.resolve("mount");
    Files.writeString(
        mount,
        "#!/bin/sh\ncase \"$*\" in *loop*) echo 'mount: cannot find an unused loop device' >&2;"
            + " exit 1 ;; esac\nexec /usr/bin/mount \"$@\"\n");
    assertThat(mount.toFile().setExecutable(true)).isTrue();
    String said =
        launch(
            Map.of(
                "PATH",
                programs + ":" + System.getenv("PATH"),
                "FIREDRILL_NODE_DISKS",
                "cut",
                "FIREDRILL_LAB_DIR",
                directory.resolve("lab").toString()),
            "-XshowMain");
    assertThat(said.lines().findFirst())
        .hasValue(
            "firedrill: no ext4 on a loop device here (mount: cannot find an unused loop device):"
                + " a power cut is a crash for the nodes' host directories");
  }

  @Test
  void the_launcher_does_not_take_itself_for_java() throws Exception {
    String own = LaunchedProbe.LAUNCHER.getParent().getParent().toString();
    assertThat(
            launch(
                Map.of(
                    "FIREDRILL_JAVA",
                    "",
                    "JAVA_HOME",
                    own,
                    "PATH",
                    own
                        + "/bin:"
                        + Path.of(LaunchedProbe.javaProgram()).getParent()
                        + ":"
                        + System.getenv("PATH")),
                "-version"))
        .contains("version \"");
  }

  private static String launch(Map<String, String> environment, String argument) throws Exception {
    ProcessBuilder b =
        new ProcessBuilder(LaunchedProbe.LAUNCHER.toString(), argument).redirectErrorStream(true);
    b.environment().put("FIREDRILL_JAVA", LaunchedProbe.javaProgram());
    b.environment().putAll(environment);
    Process p = b.start();
    p.getOutputStream().close();
    String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    p.waitFor();
    return output;
  }
}
