package firedrill.sandbox.local.agent;

import firedrill.files.Trees;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The volumes of one pod: set up one after another, kept fresh, torn down. */
final class PodVolumes {

  /**
   * What stands in the way.
   *
   * @param message kubelet's words, null if there is nothing to report yet
   * @param poll whether nothing announces the change, so that it must be tried again
   */
  record Obstacle(String volume, String message, boolean poll) {}

  private record Persistent(VolumeProvider provider, MountedVolume mounted) {}

  private final AgentContext agent;
  private final Pod pod;
  private final ObjectSource objects;
  private final TokenManager tokens;
  private final Path directory;
  private final Map<String, Path> paths = new LinkedHashMap<>();
  private final Map<String, AtomicDirectory> rendered = new HashMap<>();
  private final Map<String, Persistent> persistent = new LinkedHashMap<>();

  PodVolumes(AgentContext agent, Pod pod, ObjectSource objects) {
    this.agent = agent;
    this.pod = pod;
    this.objects = objects;
    this.tokens = new TokenManager(agent.client(), pod);
    this.directory = agent.podDirectory(pod.getMetadata().getUid()).resolve("volumes");
  }

  /** Sets up what is missing and refreshes what is rendered; the first obstacle, if any. */
  Optional<Obstacle> sync(FieldRef fields) {
    VolumeContent content = new VolumeContent(pod, objects, tokens, fields);
    for (Volume volume : pod.getSpec().getVolumes()) {
      String name = volume.getName();
      try {
        if (!setUp(volume, content)) {
          return Optional.of(new Obstacle(name, null, true));
        }
      } catch (PendingException e) {
        return Optional.of(new Obstacle(name, null, false));
      } catch (ConfigException e) {
        return Optional.of(new Obstacle(name, failed(name, e.getMessage()), true));
      } catch (IOException | RuntimeException e) {
        return Optional.of(new Obstacle(name, failed(name, String.valueOf(e)), true));
      }
    }
    return Optional.empty();
  }

  /** When a token must be renewed, so that {@link #sync} is due. */
  Optional<Instant> nextRenewal() {
    return tokens.nextRenewal();
  }

  /** Bind mounts of one container, parents before children. */
  List<Mount> mounts(List<VolumeMount> wanted) {
    List<Mount> mounts = new ArrayList<>();
    for (VolumeMount mount : wanted) {
      Path source = paths.get(mount.getName());
      if (source == null) {
        throw new ConfigException("no volume named " + mount.getName());
      }
      boolean readOnly =
          Boolean.TRUE.equals(mount.getReadOnly()) || rendered.containsKey(mount.getName());
      mounts.add(new Mount(sub(source, mount.getSubPath()), mount.getMountPath(), readOnly));
    }
    mounts.sort(Comparator.comparing(Mount::containerPath));
    return mounts;
  }

  /** Unmounts, and deletes what lives no longer than the pod. */
  void tearDown() {
    String uid = pod.getMetadata().getUid();
    agent.measured().unmounted(uid);
    persistent.values().forEach(p -> p.provider().unmount(p.mounted(), uid));
    persistent.clear();
    paths.clear();
    rendered.clear();
    try {
      Trees.delete(agent.podDirectory(uid));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the volumes of pod " + uid, e);
    }
  }

  /** Unmounts and keeps the pod's directory, as a node that is switched off does. */
  void unmount() {
    agent.measured().unmounted(pod.getMetadata().getUid());
    persistent.values().forEach(p -> p.provider().unmount(p.mounted(), pod.getMetadata().getUid()));
    persistent.clear();
  }

  private boolean setUp(Volume volume, VolumeContent content) throws IOException {
    String name = volume.getName();
    if (VolumeContent.renders(volume)) {
      AtomicDirectory target =
          rendered.computeIfAbsent(name, n -> new AtomicDirectory(directory.resolve(n)));
      target.write(content.render(volume));
      paths.put(name, directory.resolve(name));
    } else if (paths.containsKey(name)) {
      return true;
    } else if (volume.getEmptyDir() != null) {
      Path path = Files.createDirectories(directory.resolve(name));
      Files.setPosixFilePermissions(path, AtomicDirectory.permissions(0777));
      paths.put(name, path);
    } else if (volume.getHostPath() != null) {
      Path root = AgentContext.hostRoot(agent.settings().nodeDir());
      paths.put(name, HostPath.resolve(root, agent.settings().hostPaths(), volume.getHostPath()));
    } else if (volume.getPersistentVolumeClaim() != null) {
      return mountClaim(name, volume.getPersistentVolumeClaim().getClaimName());
    } else if (volume.getEphemeral() != null) {
      return mountClaim(name, pod.getMetadata().getName() + "-" + name);
    } else {
      throw new ConfigException("this node agent does not know the type of volume " + name);
    }
    return true;
  }

  private boolean mountClaim(String volume, String claimName) {
    KubernetesClient client = agent.client();
    PersistentVolumeClaim claim;
    PersistentVolume pv;
    try {
      claim =
          client
              .persistentVolumeClaims()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(claimName)
              .get();
      if (claim == null) {
        throw ConfigException.missing("persistentvolumeclaim", claimName);
      }
      if (claim.getStatus() == null || !"Bound".equals(claim.getStatus().getPhase())) {
        return false;
      }
      pv = client.persistentVolumes().withName(claim.getSpec().getVolumeName()).get();
    } catch (KubernetesClientException e) {
      throw new ConfigException("cannot read claim " + claimName + ": " + e.getMessage());
    }
    if (pv == null) {
      throw ConfigException.missing("persistentvolume", claim.getSpec().getVolumeName());
    }
    VolumeProvider provider =
        agent.volumeProviders().stream()
            .filter(p -> p.supports(pv))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "no volume provider of this node supports persistentvolume "
                            + pv.getMetadata().getName()));
    Optional<MountedVolume> mounted = provider.mount(pv, claim, pod);
    mounted.ifPresent(
        m -> {
          persistent.put(volume, new Persistent(provider, m));
          paths.put(volume, m.path());
          var of = pod.getMetadata();
          provider
              .measured(pv, m)
              .ifPresent(
                  at -> agent.measured().mounted(of.getNamespace(), claimName, of.getUid(), at));
        });
    return mounted.isPresent();
  }

  private static Path sub(Path source, String subPath) {
    if (subPath == null || subPath.isEmpty()) {
      return source;
    }
    Path path = source.resolve(subPath).normalize();
    if (!path.startsWith(source)) {
      throw new ConfigException("subPath leaves the volume: " + subPath);
    }
    try {
      return Files.exists(path) ? path.toRealPath() : Files.createDirectories(path);
    } catch (IOException e) {
      throw new ConfigException("failed to prepare subPath " + subPath + ": " + e);
    }
  }

  private static String failed(String volume, String reason) {
    return "MountVolume.SetUp failed for volume \"%s\" : %s".formatted(volume, reason);
  }
}
