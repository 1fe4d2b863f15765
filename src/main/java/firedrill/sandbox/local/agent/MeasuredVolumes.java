package firedrill.sandbox.local.agent;

import firedrill.sandbox.VolumeFigures;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The claims that are mounted on a node and have figures. Thread-safe. */
final class MeasuredVolumes {

  private record Claim(String namespace, String name) {}

  /** By the pod that uses it. */
  private record Use(Claim claim, String podUid) {}

  private final Map<Use, Path> mounts = new ConcurrentHashMap<>();

  void mounted(String namespace, String claim, String podUid, Path path) {
    mounts.put(new Use(new Claim(namespace, claim), podUid), path);
  }

  void unmounted(String podUid) {
    mounts.keySet().removeIf(use -> use.podUid().equals(podUid));
  }

  /** Asked of each file system now; of one that does not answer as long as it takes. */
  List<VolumeFigures> figures() {
    Map<Claim, Path> claims = new ConcurrentHashMap<>();
    mounts.forEach((use, path) -> claims.put(use.claim(), path));
    List<VolumeFigures> all = new ArrayList<>();
    claims.forEach(
        (claim, path) -> {
          File at = path.toFile();
          long capacity = at.getTotalSpace();
          if (capacity > 0) {
            all.add(
                new VolumeFigures(
                    claim.namespace(),
                    claim.name(),
                    capacity,
                    at.getUsableSpace(),
                    capacity - at.getFreeSpace()));
          }
        });
    return all;
  }
}
