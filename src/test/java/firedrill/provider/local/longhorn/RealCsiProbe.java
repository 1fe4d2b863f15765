package firedrill.provider.local.longhorn;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.LonghornControl;
import firedrill.component.manifest.Manifests;
import firedrill.guard.Guard;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.ProbeGuard;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** As {@link CsiProbe}, on the whole of Longhorn: managers, instance managers, three nodes. */
final class RealCsiProbe {

  private static final Set<String> LONGHORN =
      Set.of("longhorn-manager", "longhorn-instance-manager", "longhorn-engine");

  private RealCsiProbe() {}

  public static void main(String[] args) throws Exception {
    Path checkout = Path.of("").toAbsolutePath();
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    Set<String> programs = new TreeSet<>(Executables.NAMES);
    programs.addAll(LONGHORN);
    Map<String, Tool> tools = Toolbox.ofThisCheckout().find(programs);
    Guard guard = ProbeGuard.begin(directory);
    try (LocalSandbox s = ProbeGuard.withLonghornHosts(directory, checkout);
        LocalPlatform platform =
            new LocalPlatform(
                s,
                guard,
                Executables.find(name -> tools.get(name).path()),
                name -> tools.get(name).assetsDir().orElseThrow())) {
      platform.start();
      Manifests manifests =
          new Manifests(platform.kubernetes(), checkout.resolve("sandbox/manifests"));
      manifests.apply("longhorn-csi.yaml");
      Longhorn longhorn = new Longhorn(platform, manifests, "iscsi");
      LonghornControl control = new LonghornControl(longhorn);
      List<LocalNode> nodes = Stream.of("pi1", "pi2", "pi3").map(s::node).toList();
      LonghornCsi csi = LonghornCsi.start(platform, nodes, control);
      platform.startAgents(
          ImageMap.read(checkout.resolve("sandbox/images.yaml")),
          name ->
              name.startsWith("sandbox/")
                  ? checkout.resolve(name)
                  : tools.get(name).path().toAbsolutePath());
      longhorn.installation().install(Duration.ofMinutes(4));
      CsiProbe probe = new CsiProbe(s, platform.kubernetes(), control, csi);
      try {
        probe.run();
      } catch (Exception e) {
        probe.tell();
        System.out.println(longhorn.volumes());
        throw e;
      }
    }
  }
}
