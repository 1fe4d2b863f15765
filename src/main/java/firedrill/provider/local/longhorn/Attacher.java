package firedrill.provider.local.longhorn;

import firedrill.component.longhorn.Csi;
import firedrill.files.Attempts;
import firedrill.ground.BlockStorage;
import firedrill.sandbox.local.agent.AgentLoop;
import firedrill.sandbox.local.agent.Lane;
import firedrill.sandbox.local.agent.ObjectWatch;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentStatusBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeErrorBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Kubernetes' VolumeAttachments into tickets of Longhorn's, as external-attacher and
 * Longhorn's CSI controller do. Which node gets a volume, and when it is taken away, the controller
 * manager decides.
 */
final class Attacher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Attacher.class);

  /** Keeps a VolumeAttachment until its volume is detached (external-attacher). */
  private static final String FINALIZER = "external-attacher/driver-longhorn-io";

  private static final Duration RETRY = Duration.ofMillis(250);

  private final KubernetesClient client;
  private final BlockStorage control;
  private final Map<String, NodeVolumes> nodes;
  private final AgentLoop loop = new AgentLoop("longhorn-attacher");
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<String, String> volumes = new ConcurrentHashMap<>();
  private final ObjectWatch<VolumeAttachment> watch;

  Attacher(KubernetesClient client, BlockStorage control, Map<String, NodeVolumes> nodes) {
    this.client = client;
    this.control = control;
    this.nodes = nodes;
    this.watch =
        new ObjectWatch<>(
            "volume attachments",
            () -> client.storage().v1().volumeAttachments(),
            loop,
            (attachment, exists) -> {
              String name = attachment.getMetadata().getName();
              if (!exists) {
                lanes.remove(name);
                volumes.remove(name);
              } else if (Csi.isOurs(attachment)) {
                lane(name).execute(() -> sync(attachment));
              }
            },
            () -> {});
  }

  void start() {
    watch.start();
  }

  void relist() {
    watch.relist();
  }

  @Override
  public void close() {
    Attempts.all("cannot stop attaching volumes", List.of(loop::stop, watch::close));
  }

  private Lane lane(String name) {
    return lanes.computeIfAbsent(name, n -> new Lane(loop));
  }

  private void sync(VolumeAttachment attachment) {
    try {
      boolean done =
          attachment.getMetadata().getDeletionTimestamp() == null
              ? attach(attachment)
              : detach(attachment);
      if (!done) {
        again(attachment);
      }
    } catch (RuntimeException e) {
      LOG.info("{} is tried again: {}", attachment.getMetadata().getName(), e.getMessage());
      again(attachment);
    }
  }

  private void again(VolumeAttachment attachment) {
    String name = attachment.getMetadata().getName();
    var unused =
        loop.after(
            RETRY,
            lane(name),
            () -> {
              try {
                VolumeAttachment fresh =
                    client.storage().v1().volumeAttachments().withName(name).get();
                if (fresh != null) {
                  sync(fresh);
                }
              } catch (KubernetesClientException e) {
                again(attachment);
              }
            });
  }

  private boolean attach(VolumeAttachment attachment) {
    if (isAttached(attachment)) {
      return true;
    }
    String name = attachment.getMetadata().getName();
    String node = attachment.getSpec().getNodeName();
    String volume = volume(attachment);
    if (!attachment.getMetadata().getFinalizers().contains(FINALIZER)) {
      edit(name, finalizers -> finalizers.add(FINALIZER));
    }
    Optional<BlockStorage.Status> status = control.status(volume);
    if (status.isEmpty()) {
      return failed(attachment, "volume " + volume + " is not known to Longhorn");
    }
    Optional<String> at = status.get().attachedTo();
    if (at.isPresent() && !at.get().equals(node)) {
      // One node at a time, also where the claim says ReadWriteMany.
      return failed(attachment, "volume " + volume + " is attached to node " + at.get());
    }
    control.attach(volume, node, name);
    if (at.isEmpty()) {
      return false;
    }
    publish(name, new VolumeAttachmentStatusBuilder().withAttached(true));
    LOG.info("{} is attached to {}", volume, node);
    return true;
  }

  private boolean failed(VolumeAttachment attachment, String message) {
    var before = attachment.getStatus() == null ? null : attachment.getStatus().getAttachError();
    if (before == null || !message.equals(before.getMessage())) {
      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      var error = new VolumeErrorBuilder().withMessage(message).withTime(now).build();
      publish(
          attachment.getMetadata().getName(),
          new VolumeAttachmentStatusBuilder().withAttached(false).withAttachError(error));
    }
    return false;
  }

  private void publish(String name, VolumeAttachmentStatusBuilder status) {
    var unused =
        attachment(name)
            .editStatus(
                a -> {
                  a.setStatus(status.build());
                  return a;
                });
  }

  private Resource<VolumeAttachment> attachment(String name) {
    return client.storage().v1().volumeAttachments().withName(name);
  }

  private boolean detach(VolumeAttachment attachment) {
    String name = attachment.getMetadata().getName();
    if (!attachment.getMetadata().getFinalizers().contains(FINALIZER)) {
      return true;
    }
    String volume = volume(attachment);
    String node = attachment.getSpec().getNodeName();
    NodeVolumes there = nodes.get(node);
    if (there != null && !there.release(volume)) {
      return false;
    }
    if (control.status(volume).isPresent()) {
      control.detach(volume, name);
    }
    edit(name, finalizers -> finalizers.remove(FINALIZER));
    LOG.info("{} is detached from {}", volume, node);
    return true;
  }

  private void edit(String name, java.util.function.Consumer<List<String>> change) {
    var unused =
        attachment(name)
            .edit(
                a -> {
                  List<String> finalizers = new ArrayList<>(a.getMetadata().getFinalizers());
                  change.accept(finalizers);
                  a.getMetadata().setFinalizers(finalizers);
                  return a;
                });
  }

  private static boolean isAttached(VolumeAttachment attachment) {
    return attachment.getStatus() != null
        && Boolean.TRUE.equals(attachment.getStatus().getAttached());
  }

  /** Longhorn's name of the volume: the PersistentVolume's may be another one. */
  private String volume(VolumeAttachment attachment) {
    // Remembered, because the PersistentVolume may be deleted first.
    return volumes.computeIfAbsent(
        attachment.getMetadata().getName(),
        name -> {
          String pv = attachment.getSpec().getSource().getPersistentVolumeName();
          var volume = client.persistentVolumes().withName(pv).get();
          if (volume == null || !Csi.isOurs(volume)) {
            throw new IllegalStateException("no persistentvolume " + pv + " of " + Csi.DRIVER);
          }
          return volume.getSpec().getCsi().getVolumeHandle();
        });
  }
}
