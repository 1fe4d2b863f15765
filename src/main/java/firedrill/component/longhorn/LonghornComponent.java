package firedrill.component.longhorn;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.manifest.Manifests;
import firedrill.ground.GroundSpec;
import firedrill.ground.Preparation;
import firedrill.sandbox.Capability;
import firedrill.sandbox.HostPrograms;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Up when volumes can be made.
 *
 * @param mounted whether pods mount its volumes
 */
record LonghornComponent(boolean mounted) implements Component<Longhorn> {

  /** A cluster made from the template is ready within seconds; the first one makes the template. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static final Duration FIRST_LIMIT = Duration.ofMinutes(5);

  private static final Path DATA = Path.of(ReplicaFolders.DISK);

  /** Longhorn's managers look for a process of this name before they ask for iscsiadm. */
  private static final String INITIATOR = "iscsid";

  private static final List<String> PROGRAMS =
      List.of("longhorn-manager", "longhorn-instance-manager", "longhorn-engine");

  @Override
  public String name() {
    return "longhorn";
  }

  @Override
  public Class<Longhorn> type() {
    return Longhorn.class;
  }

  @Override
  public Set<String> programs() {
    return Set.copyOf(PROGRAMS);
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class);
  }

  @Override
  public Set<Capability> capabilities() {
    return mounted ? Set.of(Capability.BLOCK_DEVICE) : Set.of();
  }

  @Override
  public GroundSpec ask(GroundSpec spec) {
    Path sandbox = spec.checkout().resolve("sandbox");
    Path manifests = spec.manifests();
    return spec.withTopology(spec.topology().withHostDirectory(DATA))
        .withStorage(
            platform -> {
              Manifests own = new Manifests(platform.kubernetes(), manifests);
              own.apply("longhorn-csi.yaml");
              return new LonghornControl(longhorn(platform, own, false));
            },
            new Preparation(
                name(),
                programs(),
                List.of(
                    manifests.resolve("longhorn.yaml"),
                    manifests.resolve("longhorn-manager.yaml"),
                    sandbox.resolve("longhorn")),
                platform ->
                    longhorn(platform, new Manifests(platform.kubernetes(), manifests), false)
                        .installation()
                        .install(FIRST_LIMIT)),
            new HostPrograms(sandbox.resolve("longhorn/host"), List.of(INITIATOR)));
  }

  @Override
  public Longhorn start(Site site) {
    Longhorn longhorn = longhorn(site.platform(), site.manifests(), site.ground().hasInitiator());
    if (site.ground().isPrepared()) {
      longhorn.installation().resume(LIMIT);
    } else {
      longhorn.installation().install(FIRST_LIMIT);
    }
    return longhorn;
  }

  /** Without a kernel's initiator the frontend that needs none; see the stand-in for tgtadm. */
  private static Longhorn longhorn(Platform platform, Manifests manifests, boolean initiator) {
    return new Longhorn(platform, manifests, initiator ? "blockdev" : "iscsi");
  }

  @Override
  public List<Reality> reality() {
    List<Reality> rows = new ArrayList<>(PROGRAMS.stream().map(Reality::real).toList());
    rows.add(
        Reality.standIn(
            "Method D's playbook",
            "Java of this project that takes the same steps; the document's own is not run"));
    return rows;
  }
}
