package firedrill.provider.local.longhorn;

import firedrill.component.longhorn.Csi;
import firedrill.files.Attempts;
import firedrill.ground.BlockStorage;
import firedrill.provider.local.longhorn.data.MountedFileSystem;
import firedrill.provider.local.longhorn.data.NbdFrontend;
import firedrill.provider.local.longhorn.data.VolumeMounter;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.local.HostTree;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.agent.ClaimProvisioner;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Volumes of class {@code longhorn} in the local sandbox. RBAC and CSIDriver: {@code
 * sandbox/manifests/longhorn-csi.yaml}.
 *
 * <p>ReadWriteMany: Longhorn serves such a volume by NFS from a share manager. Here its pods must
 * be on one node; the attacher refuses a second one and says so in the VolumeAttachment.
 */
public final class LonghornCsi implements AutoCloseable {

  /** The stand-in's identity. */
  private static final String USER = "system:serviceaccount:kube-system:longhorn-csi";

  private final KubernetesClient client;
  private final BlockStorage control;
  private final Function<String, Path> engine;
  private final Map<String, NodeVolumes> nodes = new HashMap<>();
  private final ClaimProvisioner provisioner;
  private final Attacher attacher;

  private LonghornCsi(
      KubernetesClient client,
      BlockStorage control,
      List<LocalNode> machines,
      Function<String, Path> engine) {
    this.client = client;
    this.control = control;
    this.engine = engine;
    machines.forEach(n -> nodes.put(n.name(), volumesOf(n)));
    this.provisioner = new ClaimProvisioner(client, new LonghornDriver(control));
    this.attacher = new Attacher(client, control, nodes);
  }

  /**
   * To be called when the API server is up and its manifest applied, before the node agents are
   * started; closed with the platform.
   */
  public static LonghornCsi start(
      LocalPlatform platform, List<LocalNode> machines, BlockStorage control) {
    return start(
        platform, machines, control, volume -> platform.onNode(control.engineSocket(volume)));
  }

  /**
   * @param engine from a volume to its engine's socket, as programs of its node can open it
   */
  static LonghornCsi start(
      LocalPlatform platform,
      List<LocalNode> machines,
      BlockStorage control,
      Function<String, Path> engine) {
    LonghornCsi csi =
        new LonghornCsi(platform.client(USER, "system:serviceaccounts"), control, machines, engine);
    for (LocalNode machine : machines) {
      // Before the agent's own unit: it forgets the dead mounts first.
      machine.atBoot(csi.nodes.get(machine.name()));
    }
    platform.addVolumes(node -> csi.nodes.get(node.name()));
    platform.closeLast(csi);
    csi.provisioner.start();
    csi.attacher.start();
    platform.onApiBoot(csi::relist);
    return csi;
  }

  /** The lab is about to be thrown away: no volume needs to be flushed any more. */
  public void discard() {
    nodes.values().forEach(NodeVolumes::discard);
  }

  private void relist() {
    provisioner.relist();
    attacher.relist();
  }

  /** Where a volume is mounted now, and how this JVM can look into it. */
  public Optional<MountedFileSystem> mounted(String volume) {
    return nodes.values().stream().flatMap(n -> n.mounted(volume).stream()).findFirst();
  }

  /**
   * Files of a claim; empty for one of another driver.
   *
   * @throws IllegalStateException when the claim is Longhorn's and no pod has it mounted
   */
  public Optional<FileTree> files(String namespace, String claim) {
    String name =
        client
            .persistentVolumeClaims()
            .inNamespace(namespace)
            .withName(claim)
            .require()
            .getSpec()
            .getVolumeName();
    var pv = name == null ? null : client.persistentVolumes().withName(name).get();
    if (pv == null || !Csi.isOurs(pv)) {
      return Optional.empty();
    }
    String what = "claim " + namespace + "/" + claim;
    String volume = pv.getSpec().getCsi().getVolumeHandle();
    return Optional.of(
        mounted(volume)
            .map(mounted -> new HostTree(what, mounted.view()))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "volume "
                            + volume
                            + " of "
                            + what
                            + " is mounted nowhere; start a pod that uses it")));
  }

  private NodeVolumes volumesOf(LocalNode node) {
    NodeMachine machine = new NodeMachine(node);
    Path directory = Path.of("/run/firedrill/volumes", node.name());
    Path logs = node.logs().resolve("volumes");
    NbdFrontend frontend = new NbdFrontend(machine, directory, logs, engine);
    VolumeMounter mounter = new VolumeMounter(machine, frontend, directory, logs);
    return new NodeVolumes(node.name(), mounter, this::attached);
  }

  private OptionalLong attached(String volume, String node) {
    return control
        .status(volume)
        .filter(s -> s.attachedTo().filter(node::equals).isPresent())
        .map(s -> OptionalLong.of(s.sizeBytes()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public void close() {
    Attempts.all("cannot stop the storage's driver", List.of(attacher::close, provisioner::close));
  }
}
