package firedrill.provider.local;

import firedrill.files.Attempts;
import firedrill.files.Trees;
import firedrill.ground.GroundSpec;
import firedrill.ground.Preparation;
import firedrill.guard.Guard;
import firedrill.guard.GuardedKubernetes;
import firedrill.sandbox.Capability;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Topology;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.SparseCopy;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.controlplane.Etcd;
import firedrill.sandbox.local.controlplane.Executables;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A cluster that was prepared once, at rest: etcd's directory and the nodes' host directories. The
 * first lab that needs it makes it, later ones begin with a copy; with Longhorn that spares them
 * the 30 s that a new instance manager waits for the first round of its node's disk monitor.
 *
 * <p>Nothing that makes a cluster this run's own is in it. Keys and certificates are every run's
 * new; what the store knew of the old ones is deleted while no API server runs: the guard's mark,
 * the CA that pods are given, and the namespace {@code kube-system} itself. The API server of a
 * later run makes that anew, with a UID and a time of creation of that run, so that the guard's
 * proofs (the cluster is younger than the record; its UID is the recorded one) hold as they stand.
 * Pods, Nodes, leases and endpoints are deleted too: what a lab sees of them is true.
 */
final class ClusterTemplate {

  private static final String FORMAT = "2";
  private static final String DISK = "disk";

  private final Toolbox toolbox;
  private final GroundSpec spec;
  private final Preparation preparation;
  private final BiFunction<LocalSandbox, Guard, LocalPlatform> cluster;

  /**
   * @param spec of the lab that begins with a copy
   * @param cluster starts a control plane with node agents
   */
  ClusterTemplate(
      Toolbox toolbox,
      GroundSpec spec,
      Preparation preparation,
      BiFunction<LocalSandbox, Guard, LocalPlatform> cluster) {
    this.toolbox = toolbox;
    this.spec = spec;
    this.preparation = preparation;
    this.cluster = cluster;
  }

  /**
   * Gives a lab that has not begun its copy; minutes the first time. Must be called while no lab
   * runs in this JVM's namespaces.
   *
   * @return what the first node's disk holds when it is new
   */
  Path copy() {
    Path template = toolbox.keep(key(), this::make);
    forEachDirectory(
        (node, directory) ->
            SparseCopy.tree(
                kept(template, node, directory),
                LocalSandbox.hostData(spec.directory(), node, directory)));
    return template.resolve(DISK);
  }

  private void forEachDirectory(BiConsumer<String, Path> action) {
    for (NodeSpec node : spec.topology().cluster()) {
      node.hostDirectories().forEach(directory -> action.accept(node.name(), directory));
    }
  }

  private static Path kept(Path template, String node, Path directory) {
    return template.resolve(node).resolve(Path.of("/").relativize(directory));
  }

  private void make(Path folder) {
    Path directory = spec.directory().resolve("template");
    Topology cluster = new Topology(spec.topology().cluster());
    Guard guard = LocalGround.begin("template", directory, cluster);
    try (LocalSandbox sandbox = new LocalSandbox(directory, cluster)) {
      sandbox.start(Map.of(), spec.hostPrograms());
      LocalPlatform platform = this.cluster.apply(sandbox, guard);
      try {
        preparation.install().accept(platform);
        List<String> namespaces =
            platform.kubernetes().namespaces().list().getItems().stream()
                .map(n -> n.getMetadata().getName())
                .toList();
        // The pods end before the store does: managers and instance managers write to their nodes.
        platform.close();
        Path etcd = platform.controlPlane().shutDown(store -> forget(store, namespaces));
        SparseCopy.tree(etcd, folder.resolve(DISK).resolve("etcd"));
        forEachDirectory(
            (node, data) ->
                SparseCopy.tree(
                    LocalSandbox.hostData(directory, node, data), kept(folder, node, data)));
      } catch (Exception | Error e) {
        Attempts.after(e, platform::close);
        throw e;
      }
    }
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear away " + directory, e);
    }
  }

  private static void forget(Etcd store, List<String> namespaces) {
    namespaces.forEach(n -> store.delete("/registry/configmaps/" + n + "/kube-root-ca.crt"));
    store.delete("/registry/configmaps/kube-system/" + GuardedKubernetes.MARK);
    store.delete("/registry/configmaps/kube-system/extension-apiserver-authentication");
    store.delete("/registry/namespaces/kube-system");
    for (String kind :
        new String[] {
          "minions",
          "pods",
          "leases",
          "masterleases",
          "events",
          "endpointslices",
          "services/endpoints",
          "csinodes",
          "controllerrevisions"
        }) {
      store.deleteAll("/registry/" + kind + "/");
    }
  }

  /** Of everything that is in it: programs, manifests, stand-ins, and the way it is made. */
  private String key() {
    MessageDigest digest = sha256();
    Set<String> programs = new TreeSet<>(preparation.programs());
    programs.addAll(Executables.NAMES);
    new TreeMap<>(toolbox.find(programs))
        .forEach((name, tool) -> update(digest, name + " " + tool.version() + " " + tool.path()));
    update(digest, FORMAT + " " + spec.topology().cluster());
    // Longhorn notes the size of the disk it finds, and keeps to it.
    update(digest, String.valueOf(LocalSandbox.CAPABILITIES.contains(Capability.CUT_NODE_DISKS)));
    // Not the whole map: another component's image leaves this cluster as it is.
    ImageMap.read(spec.checkout().resolve("sandbox/images.yaml"))
        .with(preparation.programs())
        .forEach(image -> update(digest, image));
    List<Path> sources = new ArrayList<>(preparation.sources());
    spec.hostPrograms().ifPresent(h -> sources.add(h.folder()));
    for (Path source : sources) {
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(Files.readAllBytes(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + source, e);
      }
    }
    return preparation.name() + "-template-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  private static void update(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
