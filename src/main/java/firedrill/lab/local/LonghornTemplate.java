package firedrill.lab.local;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.manifest.Manifests;
import firedrill.files.Trees;
import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import firedrill.sandbox.local.Addresses;
import firedrill.sandbox.local.LocalPlatform;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.SparseCopy;
import firedrill.sandbox.local.controlplane.Etcd;
import firedrill.sandbox.tool.Tool;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A cluster with Longhorn installed, at rest: etcd's directory and what Longhorn keeps on each
 * node. The first lab that needs it makes it, later ones begin with a copy, and so are spared the
 * 30 s that a new instance manager waits for the first round of its node's disk monitor.
 *
 * <p>Nothing that makes a cluster this run's own is in it. Keys and certificates are every run's
 * new; what the store knew of the old ones is deleted while no API server runs: the guard's mark,
 * the CA that pods are given, and the namespace {@code kube-system} itself. The API server of a
 * later run makes that anew, with a UID and a time of creation of that run, so that the guard's
 * proofs (the cluster is younger than the record; its UID is the recorded one) hold as they stand.
 * Pods, Nodes, leases and endpoints are deleted too: what a lab sees of them is true.
 */
final class LonghornTemplate {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String FORMAT = "1";
  private static final String DISK = "disk";

  private final Toolbox toolbox;
  private final Path checkout;
  private final Map<String, Tool> tools;
  private final List<String> nodes;
  private final BiFunction<LocalSandbox, Guard, LocalPlatform> kubernetes;

  /**
   * @param kubernetes starts a control plane with node agents
   */
  LonghornTemplate(
      Toolbox toolbox,
      Path checkout,
      Map<String, Tool> tools,
      List<String> nodes,
      BiFunction<LocalSandbox, Guard, LocalPlatform> kubernetes) {
    this.toolbox = toolbox;
    this.checkout = checkout;
    this.tools = tools;
    this.nodes = nodes;
    this.kubernetes = kubernetes;
  }

  /**
   * Gives a lab that has not begun its copy; minutes the first time. Must be called while no lab
   * runs in this JVM's namespaces.
   *
   * @param directory the lab's
   * @return what the first node's disk holds when it is new
   */
  Path copyTo(Path directory) {
    Path template = toolbox.shared(key(), folder -> make(folder, directory.resolve("template")));
    for (String node : nodes) {
      SparseCopy.tree(template.resolve(node), LocalSandbox.hostData(directory, node));
    }
    return template.resolve(DISK);
  }

  private void make(Path folder, Path directory) {
    Guard guard =
        Guard.begin(
            new RecordStore(directory.resolve("record")),
            SandboxRecord.create(
                "template-" + Long.toString(System.nanoTime(), 36),
                "local",
                Addresses.ALL,
                List.of()),
            GuardSettings.system());
    try (LocalSandbox sandbox =
        LocalSandbox.start(directory, nodes, Map.of(), Optional.of(hostPrograms(checkout)))) {
      LocalPlatform platform = kubernetes.apply(sandbox, guard);
      try {
        new Longhorn(
                platform,
                new Manifests(platform.kubernetes(), checkout.resolve("sandbox/manifests")),
                "iscsi")
            .installation()
            .install(LIMIT);
        List<String> namespaces =
            platform.kubernetes().namespaces().list().getItems().stream()
                .map(n -> n.getMetadata().getName())
                .toList();
        // The pods end before the store does: managers and instance managers write to their nodes.
        platform.close();
        Path etcd = platform.controlPlane().shutDown(store -> forget(store, namespaces));
        SparseCopy.tree(etcd, folder.resolve(DISK).resolve("etcd"));
        nodes.forEach(n -> SparseCopy.tree(LocalSandbox.hostData(directory, n), folder.resolve(n)));
      } catch (RuntimeException e) {
        platform.close();
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
    store.delete("/registry/configmaps/kube-system/firedrill-mark");
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
    new TreeMap<>(tools)
        .forEach((name, tool) -> update(digest, name + " " + tool.version() + " " + tool.path()));
    update(digest, FORMAT + " " + nodes);
    for (Path source :
        List.of(
            checkout.resolve("sandbox/manifests/longhorn.yaml"),
            checkout.resolve("sandbox/manifests/longhorn-manager.yaml"),
            checkout.resolve("sandbox/images.yaml"),
            checkout.resolve("sandbox/longhorn"))) {
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(Files.readAllBytes(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + source, e);
      }
    }
    return "longhorn-template-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  static Path hostPrograms(Path checkout) {
    return checkout.resolve("sandbox/longhorn/host");
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
