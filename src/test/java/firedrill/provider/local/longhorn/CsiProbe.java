package firedrill.provider.local.longhorn;

import firedrill.component.longhorn.Csi;
import firedrill.component.manifest.Manifests;
import firedrill.ground.BlockStorage;
import firedrill.provider.local.longhorn.data.MountedFileSystem;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.ProbeCluster;
import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Runs inside the launcher: claims, pods and nodes on volumes of real engines. */
final class CsiProbe {

  private final LocalSandbox sandbox;
  private final KubernetesClient client;
  private final BlockStorage control;
  private final LonghornCsi csi;

  CsiProbe(LocalSandbox sandbox, KubernetesClient client, BlockStorage control, LonghornCsi csi) {
    this.sandbox = sandbox;
    this.client = client;
    this.control = control;
    this.csi = csi;
  }

  public static void main(String[] args) throws Exception {
    Path directory = ProbeCluster.directory();
    try (EngineControl control = new EngineControl(Path.of(args[0]), directory);
        ProbeCluster cluster = ProbeCluster.of(directory, "pi1", "pi2")) {
      LocalSandbox s = cluster.sandbox();
      LocalPlatform platform = cluster.platform();
      new Manifests(platform.kubernetes(), Path.of("sandbox/manifests")).apply("longhorn-csi.yaml");
      LonghornCsi csi =
          LonghornCsi.start(
              platform, List.of(s.node("pi1"), s.node("pi2")), control, control::socket);
      platform.startAgents(
          ImageMap.read(Path.of("sandbox/images.yaml")), program -> Path.of("/bin", program));
      CsiProbe probe = new CsiProbe(s, platform.kubernetes(), control, csi);
      try {
        probe.run();
      } catch (Exception e) {
        probe.tell();
        throw e;
      }
    }
  }

  void run() throws Exception {
    storageClass();
    claimed();
    again();
    if (control instanceof EngineControl fake) {
      withheld(fake);
    }
    crashed();
    byHand();
    kept();
    reclaimed();
    elsewhere();
  }

  void tell() {
    client
        .v1()
        .events()
        .inNamespace("default")
        .list()
        .getItems()
        .forEach(e -> System.out.println(e.getReason() + ": " + e.getMessage()));
    System.out.println(client.storage().v1().volumeAttachments().list().getItems());
  }

  private void storageClass() {
    if (client.storage().v1().storageClasses().withName("longhorn").get() != null) {
      return;
    }
    var unused =
        client
            .storage()
            .v1()
            .storageClasses()
            .resource(
                new StorageClassBuilder()
                    .withNewMetadata()
                    .withName("longhorn")
                    .endMetadata()
                    .withProvisioner(Csi.DRIVER)
                    .withParameters(Map.of("numberOfReplicas", "2"))
                    .withReclaimPolicy("Delete")
                    .withVolumeBindingMode("Immediate")
                    .build())
            .create();
  }

  private void claimed() throws Exception {
    claim("data", "longhorn", null, "ReadWriteOnce");
    await("bound", () -> volume("data") != null);
    String volume = volume("data");
    if (control instanceof EngineControl fake) {
      saw("replicas", fake.replicas(volume));
    }
    saw("attached before a pod", attachedTo(volume));
    long start = System.nanoTime();
    pod("writer", "data", "pi2", "echo hello > /data/file; sync; exec sleep infinity");
    running("writer");
    saw("ms to running", (System.nanoTime() - start) / 1_000_000);
    saw("attached to", attachedTo(volume));
    MountedFileSystem fs = csi.mounted(volume).orElseThrow();
    await("written", () -> Files.size(fs.view().resolve("file")) > 0);
    saw("first check", fs.check().summary());
    pod("reader", "data", "pi2", "cat /data/file > /data/copy; exec sleep infinity");
    running("reader");
    await("copied", () -> Files.size(fs.view().resolve("copy")) > 0);
    saw("copy", Files.readString(fs.view().resolve("copy")).strip());
    delete("writer");
    saw("attached while a pod is left", attachedTo(volume));
    delete("reader");
    await("detached", () -> attachedTo(volume).isEmpty());
    await("no attachment", () -> attachments() == 0);
  }

  private void again() throws Exception {
    pod("again", "data", "pi1", "cat /data/file; exec sleep infinity");
    running("again");
    MountedFileSystem fs = csi.mounted(volume("data")).orElseThrow();
    saw("on the other node", attachedTo(volume("data")));
    saw("second check", fs.check().summary());
    saw("file on the other node", Files.readString(fs.view().resolve("file")).strip());
    delete("again");
    await("detached", () -> attachedTo(volume("data")).isEmpty());
  }

  private void withheld(EngineControl fake) {
    fake.hold(true);
    pod("waiting", "data", "pi2", "exec sleep infinity");
    await(
        "a ticket",
        () ->
            !client.storage().v1().volumeAttachments().list().getItems().isEmpty()
                && "ContainerCreating".equals(waitingFor("waiting")));
    saw("while it is not attached", waitingFor("waiting"));
    fake.hold(false);
    running("waiting");
    delete("waiting");
    await("detached", () -> attachedTo(volume("data")).isEmpty());
  }

  private void crashed() throws Exception {
    pod("survivor", "data", "pi2", "date > /data/started-$(date +%N); exec sleep infinity");
    running("survivor");
    LocalNode pi2 = sandbox.node("pi2");
    sandbox.power().crash(pi2);
    saw("mounted after the crash", csi.mounted(volume("data")).isPresent());
    sandbox.power().restore(pi2);
    await(
        "restarted",
        () ->
            csi.mounted(volume("data")).isPresent()
                && get("survivor").getStatus().getContainerStatuses().get(0).getRestartCount() > 0
                && get("survivor").getStatus().getContainerStatuses().get(0).getReady());
    MountedFileSystem fs = csi.mounted(volume("data")).orElseThrow();
    saw("check after the crash", fs.check().summary());
    saw("file after the crash", Files.readString(fs.view().resolve("file")).strip());
    delete("survivor");
    await("detached", () -> attachedTo(volume("data")).isEmpty());
  }

  private void byHand() throws Exception {
    String volume = volume("data");
    var unused =
        client
            .persistentVolumes()
            .resource(
                new PersistentVolumeBuilder()
                    .withNewMetadata()
                    .withName("by-hand")
                    .endMetadata()
                    .withNewSpec()
                    .withStorageClassName("longhorn")
                    .withPersistentVolumeReclaimPolicy("Retain")
                    .withAccessModes("ReadWriteMany")
                    .withCapacity(Map.of("storage", new Quantity("64Mi")))
                    .withNewCsi()
                    .withDriver(Csi.DRIVER)
                    .withVolumeHandle(volume)
                    .withFsType("ext4")
                    .endCsi()
                    .endSpec()
                    .build())
            .create();
    claim("hand", "longhorn", "by-hand", "ReadWriteMany");
    pod("hand", "hand", "pi1", "exec sleep infinity");
    running("hand");
    MountedFileSystem fs = csi.mounted(volume).orElseThrow();
    saw("file bound by hand", Files.readString(fs.view().resolve("file")).strip());
  }

  private void kept() {
    delete("hand");
    await("no attachment", () -> attachments() == 0);
    client.persistentVolumeClaims().inNamespace("default").withName("hand").delete();
    await("released", () -> phase("by-hand").equals("Released"));
    saw("volume of a retained claim", control.status(volume("data")).isPresent());
    client.persistentVolumes().withName("by-hand").delete();
  }

  /**
   * Last, because the controller manager takes back an attachment that was refused only when the
   * node reports what it uses, or after six minutes.
   */
  private void elsewhere() {
    claim("shared", "longhorn", null, "ReadWriteMany");
    pod("one", "shared", "pi1", "exec sleep infinity");
    running("one");
    pod("other", "shared", "pi2", "exec sleep infinity");
    await("refused", () -> errors().contains("is attached to node pi1"));
    saw("second node", waitingFor("other"));
  }

  private void reclaimed() {
    String volume = volume("data");
    client.persistentVolumeClaims().inNamespace("default").withName("data").delete();
    await("reclaimed", () -> control.status(volume).isEmpty());
    await("no volume", () -> client.persistentVolumes().withName(volume).get() == null);
    saw("reclaimed", true);
  }

  static void saw(String what, Object value) {
    System.out.println("saw\t" + what + "\t" + String.valueOf(value).replace('\n', '|'));
  }

  private void claim(String name, String storageClass, String volume, String mode) {
    PersistentVolumeClaim claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .withStorageClassName(storageClass)
            .withAccessModes(mode)
            .withVolumeName(volume)
            .withNewResources()
            .withRequests(Map.of("storage", new Quantity("64Mi")))
            .endResources()
            .endSpec()
            .build();
    var unused = client.persistentVolumeClaims().inNamespace("default").resource(claim).create();
  }

  private void pod(String name, String claim, String node, String script) {
    var unused =
        client
            .pods()
            .inNamespace("default")
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withNodeSelector(Map.of("kubernetes.io/hostname", node))
                    .withTerminationGracePeriodSeconds(1L)
                    .withAutomountServiceAccountToken(false)
                    .addNewContainer()
                    .withName("main")
                    .withImage("busybox:1.36")
                    .withArgs("-c", script)
                    .addNewVolumeMount()
                    .withName("data")
                    .withMountPath("/data")
                    .endVolumeMount()
                    .endContainer()
                    .addNewVolume()
                    .withName("data")
                    .withNewPersistentVolumeClaim()
                    .withClaimName(claim)
                    .endPersistentVolumeClaim()
                    .endVolume()
                    .endSpec()
                    .build())
            .create();
  }

  private Pod get(String pod) {
    return client.pods().inNamespace("default").withName(pod).require();
  }

  private void running(String pod) {
    await(pod + " runs", () -> "Running".equals(get(pod).getStatus().getPhase()));
  }

  private String waitingFor(String pod) {
    var statuses = get(pod).getStatus().getContainerStatuses();
    return statuses.isEmpty() || statuses.get(0).getState().getWaiting() == null
        ? ""
        : statuses.get(0).getState().getWaiting().getReason();
  }

  private void delete(String pod) {
    client.pods().inNamespace("default").withName(pod).delete();
    await(pod + " is gone", () -> client.pods().inNamespace("default").withName(pod).get() == null);
  }

  private String volume(String claim) {
    return client
        .persistentVolumeClaims()
        .inNamespace("default")
        .withName(claim)
        .require()
        .getSpec()
        .getVolumeName();
  }

  private String phase(String pv) {
    return client.persistentVolumes().withName(pv).require().getStatus().getPhase();
  }

  private String attachedTo(String volume) {
    return control.status(volume).flatMap(BlockStorage.Status::attachedTo).orElse("");
  }

  private int attachments() {
    return client.storage().v1().volumeAttachments().list().getItems().size();
  }

  private String errors() {
    return client.storage().v1().volumeAttachments().list().getItems().stream()
        .filter(a -> a.getStatus() != null && a.getStatus().getAttachError() != null)
        .map(a -> a.getStatus().getAttachError().getMessage())
        .toList()
        .toString();
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(120))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(30))
        .ignoreExceptions()
        .until(condition);
  }
}
