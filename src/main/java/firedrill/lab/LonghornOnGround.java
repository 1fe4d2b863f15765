package firedrill.lab;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.LonghornControl;
import firedrill.component.manifest.Manifests;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.Preparation;
import firedrill.sandbox.HostPrograms;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What Longhorn needs of a ground, and how it gets there. */
final class LonghornOnGround {

  /** A cluster made from the template is ready within seconds; the first one makes the template. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static final Duration FIRST_LIMIT = Duration.ofMinutes(5);

  /** Where Longhorn keeps everything on a node (longhorn-manager 1.12.0, {@code types.go}). */
  private static final Path DATA = Path.of("/var/lib/longhorn");

  /** Longhorn's managers look for a process of this name before they ask for iscsiadm. */
  private static final String INITIATOR = "iscsid";

  private static final Set<String> PROGRAMS =
      Set.of("longhorn-manager", "longhorn-instance-manager", "longhorn-engine");

  private LonghornOnGround() {}

  static Topology topology(Topology without) {
    return without.withHostDirectory(DATA);
  }

  static GroundSpec on(GroundSpec spec) {
    Path sandbox = spec.checkout().resolve("sandbox");
    Path manifests = sandbox.resolve("manifests");
    return spec.withStorage(
        platform -> {
          new Manifests(platform.kubernetes(), manifests).apply("longhorn-csi.yaml");
          return new LonghornControl(longhorn(platform, manifests, false));
        },
        new Preparation(
            "longhorn",
            PROGRAMS,
            List.of(
                manifests.resolve("longhorn.yaml"),
                manifests.resolve("longhorn-manager.yaml"),
                sandbox.resolve("longhorn")),
            platform -> longhorn(platform, manifests, false).installation().install(FIRST_LIMIT)),
        new HostPrograms(sandbox.resolve("longhorn/host"), List.of(INITIATOR)));
  }

  /** Returns when volumes can be made. */
  static Longhorn start(Ground ground, Path manifests) {
    Longhorn longhorn = longhorn(ground.platform(), manifests, ground.hasInitiator());
    if (ground.isPrepared()) {
      longhorn.installation().resume(LIMIT);
    } else {
      longhorn.installation().install(FIRST_LIMIT);
    }
    return longhorn;
  }

  /** Without a kernel's initiator the frontend that needs none; see the stand-in for tgtadm. */
  private static Longhorn longhorn(Platform platform, Path manifests, boolean initiator) {
    return new Longhorn(
        platform,
        new Manifests(platform.kubernetes(), manifests),
        initiator ? "blockdev" : "iscsi");
  }
}
