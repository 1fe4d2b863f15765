package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.guard.GuardRefusal;
import firedrill.sandbox.Topology;
import firedrill.sandbox.local.agent.ContainerSpec;
import firedrill.sandbox.local.agent.Mount;
import firedrill.sandbox.local.agent.PodSandbox;
import firedrill.sandbox.local.kubernetes.PodRuntime;
import firedrill.sandbox.process.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs inside the launcher: what a container sees and may write. */
final class ContainerProbe {

  private ContainerProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    try (LocalSandbox s = LocalSandbox.started(directory, Topology.cluster("pi1"))) {
      LocalNode node = s.node("pi1");
      PodRuntime pods = new PodRuntime(node, LaunchedProbe.children());
      PodSandbox pod = pods.createSandbox("default", "probe-0", "uid", false);
      Path volume = Files.createDirectories(node.disk().resolve("it's a \"volume\" $(false)"));
      Files.writeString(volume.resolve("file"), "content");
      List<Mount> mounts =
          List.of(
              new Mount(volume, "/data", false),
              new Mount(volume, "/opt/it's \"odd\" $HOME", true),
              new Mount(volume.resolve("file"), "/etc/app/one.conf", true),
              new Mount(volume, "/var/run/secrets/token", true));

      saw("root", sh(pods, pod, mounts, "ls -d /*"));
      saw("etc", sh(pods, pod, mounts, "ls /etc"));
      saw("write usr", sh(pods, pod, mounts, "touch /usr/firedrill-was-here"));
      saw("write bin", sh(pods, pod, mounts, "touch /bin/firedrill-was-here"));
      saw("own etc", sh(pods, pod, mounts, "echo x >> /etc/passwd && echo done"));
      saw("host passwd", Files.readString(Path.of("/etc/passwd")).endsWith("x\n"));
      saw("volume", sh(pods, pod, mounts, "cat /data/file; echo more > /data/new && ls /data"));
      saw("odd path", sh(pods, pod, mounts, "cat '/opt/it'\\''s \"odd\" $HOME/file'"));
      saw("read only", sh(pods, pod, mounts, "touch '/opt/it'\\''s \"odd\" $HOME/x'"));
      saw("single file", sh(pods, pod, mounts, "cat /etc/app/one.conf"));
      saw("var run", sh(pods, pod, mounts, "cat /run/secrets/token/file"));
      saw("processes", sh(pods, pod, mounts, "echo $$; ls -d /proc/[0-9]* | wc -l"));
      saw("host name", sh(pods, pod, mounts, "cat /proc/sys/kernel/hostname"));
      saw("environment", sh(pods, pod, mounts, "env | cut -d= -f1 | sort"));
      saw("undeclared", undeclared(pods, pod));
      for (String place : new String[] {"/usr/share/x", "/opt/../usr/x", "/proc/x", "relative"}) {
        saw("mount at " + place, refusal(pods, pod, place, volume));
      }
      pods.destroy(pod);
      saw("host usr", Files.exists(Path.of("/usr/firedrill-was-here")));
    }
  }

  private static String undeclared(PodRuntime pods, PodSandbox pod) throws Exception {
    try {
      return "started: " + sh(pods, pod, List.of(), Set.of(), "true");
    } catch (GuardRefusal e) {
      return "refused: " + e.getMessage();
    }
  }

  private static String refusal(PodRuntime pods, PodSandbox pod, String place, Path volume)
      throws Exception {
    try {
      return "started: " + sh(pods, pod, List.of(new Mount(volume, place, false)), "true");
    } catch (IllegalArgumentException e) {
      return "refused: " + e.getMessage();
    }
  }

  private static String sh(PodRuntime pods, PodSandbox pod, List<Mount> mounts, String script)
      throws Exception {
    return sh(pods, pod, mounts, Set.of("GIVEN"), script);
  }

  private static String sh(
      PodRuntime pods, PodSandbox pod, List<Mount> mounts, Set<String> declared, String script)
      throws Exception {
    Path log = Files.createTempFile("container", ".log");
    int status =
        pods.start(
                pod,
                new ContainerSpec(
                    "probe",
                    List.of(Programs.path("bash"), "-c", script),
                    Map.of("PATH", Programs.SEARCH_PATH, "GIVEN", "yes"),
                    declared,
                    "/",
                    mounts,
                    log,
                    OptionalInt.empty(),
                    OptionalInt.empty()))
            .exited()
            .get(20, TimeUnit.SECONDS);
    return status + "|" + Files.readString(log);
  }
}
