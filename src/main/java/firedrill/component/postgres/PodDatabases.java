package firedrill.component.postgres;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.manifest.Manifests;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes databases in pods, with their data in volumes of Longhorn's. */
public final class PodDatabases {

  private final Platform platform;
  private final Manifests manifests;
  private final String address;
  private Optional<PodDatabase> last = Optional.empty();

  private PodDatabases(Platform platform, Manifests manifests, String address) {
    this.platform = platform;
    this.manifests = manifests;
    this.address = address;
  }

  /** As a part of a lab. */
  public static Component<PodDatabases> component() {
    return new InLonghorn();
  }

  /**
   * Ends the last one, asks for a database and its client, and returns at once.
   *
   * @param namespace of its own; must not exist
   * @param node its pod runs there
   * @throws IOException when nobody can be listened to
   */
  public PodDatabase create(String namespace, String node) throws IOException {
    if (last.isPresent()) {
      last.get().close();
    }
    PodDatabase made =
        PodDatabase.create(platform.kubernetes(), manifests, namespace, node, address);
    last = Optional.of(made);
    return made;
  }

  private static final class InLonghorn implements Component<PodDatabases> {

    @Override
    public String name() {
      return "databases in pods";
    }

    @Override
    public Class<PodDatabases> type() {
      return PodDatabases.class;
    }

    /** The server comes from an archive; what its image is made of beside it every machine has. */
    @Override
    public Set<String> programs() {
      return Set.of("postgres");
    }

    @Override
    public Set<Class<?>> needs() {
      return Set.of(Platform.class, Longhorn.class, Nodes.class);
    }

    @Override
    public PodDatabases start(Site site) {
      return new PodDatabases(
          site.platform(), site.manifests(), site.sandbox().clusterNodes().get(0).address());
    }

    @Override
    public List<Reality> reality() {
      return List.of(
          Reality.real("postgres"),
          Reality.standIn(
              "image postgres:15-bookworm",
              "PostgreSQL's server as above and psql of this machine's or Debian's; an init"
                  + " container calls initdb, not the image's entry point, its user is one of a"
                  + " user namespace's, and nothing but its own pod's client reaches it"));
    }
  }
}
