package firedrill.provider.local.longhorn;

import firedrill.component.longhorn.Csi;
import firedrill.provider.local.longhorn.data.MountedFileSystem;
import firedrill.provider.local.longhorn.data.VolumeMounter;
import firedrill.sandbox.local.BootUnit;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.agent.MountedVolume;
import firedrill.sandbox.local.agent.VolumeProvider;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Longhorn's volumes on one node, across its boots: mounted once however many pods use them, from
 * when the volume is attached until the last pod has ended.
 */
final class NodeVolumes implements VolumeProvider, BootUnit {

  private static final Logger LOG = LoggerFactory.getLogger(NodeVolumes.class);

  /** The control plane is asked no more often, however often kubelet's part asks here. */
  private static final Duration ASK = Duration.ofMillis(200);

  /** Whether a volume is attached to a node, and its size in bytes then. */
  interface Attachments {
    OptionalLong attached(String volume, String node);
  }

  private static final class Entry {
    final CompletableFuture<MountedFileSystem> opening;
    final Set<String> pods = new HashSet<>();
    boolean closing;

    Entry(CompletableFuture<MountedFileSystem> opening) {
      this.opening = opening;
    }
  }

  private final String node;
  private final VolumeMounter mounter;
  private final Attachments attachments;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, String> volumeOf = new HashMap<>();
  private final Map<String, Long> asked = new HashMap<>();
  private volatile boolean discarded;

  NodeVolumes(String node, VolumeMounter mounter, Attachments attachments) {
    this.node = node;
    this.mounter = mounter;
    this.attachments = attachments;
  }

  @Override
  public boolean supports(PersistentVolume pv) {
    return Csi.isOurs(pv);
  }

  @Override
  public Optional<MountedVolume> mount(PersistentVolume pv, PersistentVolumeClaim pvc, Pod pod) {
    String volume = pv.getSpec().getCsi().getVolumeHandle();
    synchronized (entries) {
      Entry entry = entries.get(volume);
      if (entry != null) {
        Optional<MountedFileSystem> there = opened(volume, entry);
        if (there.isPresent()) {
          entry.pods.add(pod.getMetadata().getUid());
          volumeOf.put(pv.getMetadata().getName(), volume);
        }
        return there.map(fs -> mounted(pv, fs));
      }
      if (!isDue(volume)) {
        return Optional.empty();
      }
    }
    OptionalLong size = attachments.attached(volume, node);
    synchronized (entries) {
      if (size.isPresent() && !entries.containsKey(volume)) {
        // A common pool of two threads is no place to wait for programs.
        CompletableFuture<MountedFileSystem> opening = new CompletableFuture<>();
        entries.put(volume, new Entry(opening));
        Thread opener =
            new Thread(() -> open(volume, size.getAsLong(), opening), "mount " + volume);
        opener.setDaemon(true);
        opener.start();
      }
      return Optional.empty();
    }
  }

  /** Its mount is in the node's own namespace: this JVM has another way to it. */
  @Override
  public Optional<Path> measured(PersistentVolume pv, MountedVolume mounted) {
    return mounted(pv.getSpec().getCsi().getVolumeHandle()).map(MountedFileSystem::view);
  }

  private static MountedVolume mounted(PersistentVolume pv, MountedFileSystem fs) {
    return new MountedVolume(pv.getMetadata().getName(), fs.path(), false);
  }

  private boolean isDue(String volume) {
    long now = System.nanoTime();
    Long last = asked.get(volume);
    if (last != null && now - last < ASK.toNanos()) {
      return false;
    }
    asked.put(volume, now);
    return true;
  }

  private void open(String volume, long size, CompletableFuture<MountedFileSystem> opening) {
    try {
      MountedFileSystem fs = mounter.mount(volume, size);
      LOG.info("{} is mounted on {}: {}", volume, node, fs.check().summary());
      if (fs.check().tookAHand()) {
        // A kubelet would have gone no further; what was done in the operator's stead is told, as
        // a FailedMount event, and the next attempt finds it clean.
        fs.close();
        throw new IllegalStateException(
            "the file system of " + volume + " " + fs.check().summary());
      }
      opening.complete(fs);
    } catch (RuntimeException e) {
      opening.completeExceptionally(e);
    }
  }

  /** Empty while it is being opened or closed; a failure is told once and then forgotten. */
  private Optional<MountedFileSystem> opened(String volume, Entry entry) {
    if (entry.closing || !entry.opening.isDone()) {
      return Optional.empty();
    }
    MountedFileSystem fs;
    try {
      fs = entry.opening.join();
    } catch (CompletionException e) {
      entries.remove(volume);
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
    if (fs.isAlive()) {
      return Optional.of(fs);
    }
    if (entry.pods.isEmpty()) {
      entries.remove(volume);
      fs.abandon();
      return Optional.empty();
    }
    throw new IllegalStateException(
        "the device of "
            + volume
            + " has died; it is opened anew when the pods that used it have ended");
  }

  @Override
  public void unmount(MountedVolume mounted, String podUid) {
    String volume;
    Entry entry;
    synchronized (entries) {
      volume = volumeOf.get(mounted.pvName());
      entry = volume == null ? null : entries.get(volume);
      if (entry == null || !entry.pods.remove(podUid) || !entry.pods.isEmpty()) {
        return;
      }
      entry.closing = true;
    }
    close(volume, entry);
  }

  /**
   * For the attacher, before the volume is detached: closes what no pod uses.
   *
   * @return false while a pod uses it
   */
  boolean release(String volume) {
    Entry entry;
    synchronized (entries) {
      entry = entries.get(volume);
      if (entry == null || entry.opening.isCompletedExceptionally()) {
        return true;
      }
      if (entry.closing || !entry.opening.isDone() || !entry.pods.isEmpty()) {
        return false;
      }
      entry.closing = true;
    }
    close(volume, entry);
    return true;
  }

  private void close(String volume, Entry entry) {
    try {
      if (discarded) {
        entry.opening.join().abandon();
      } else {
        entry.opening.join().close();
      }
      LOG.info("{} is unmounted from {}", volume, node);
    } catch (IllegalStateException e) {
      LOG.warn("{} on {}: {}", volume, node, e.getMessage());
      throw e;
    } finally {
      synchronized (entries) {
        entries.remove(volume, entry);
      }
    }
  }

  /** From here on nothing needs to be flushed: the engines may be gone before the pods are. */
  void discard() {
    discarded = true;
  }

  /** What is mounted here now. */
  Optional<MountedFileSystem> mounted(String volume) {
    synchronized (entries) {
      Entry entry = entries.get(volume);
      boolean there =
          entry != null
              && !entry.closing
              && entry.opening.isDone()
              && !entry.opening.isCompletedExceptionally();
      return there ? Optional.of(entry.opening.join()) : Optional.empty();
    }
  }

  @Override
  public void boot(LocalNode booted) {
    forget();
  }

  /** Every program of the data paths dies with the node, and so does every mount. */
  @Override
  public void died(LocalNode dead) {
    forget();
  }

  private void forget() {
    synchronized (entries) {
      entries.clear();
      volumeOf.clear();
      asked.clear();
    }
  }
}
