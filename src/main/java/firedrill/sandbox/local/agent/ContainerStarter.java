package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Turns a container of a manifest into a {@link ContainerSpec}. */
final class ContainerStarter {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final AgentContext agent;

  ContainerStarter(AgentContext agent) {
    this.agent = agent;
  }

  /** The image is not mapped, or one of its programs is not to be had. */
  static final class ImageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ImageException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Resolves everything.
   *
   * @throws ImageException with the remedy
   * @throws ConfigException for what the manifest refers to and is not there
   * @throws PendingException if something is not known yet
   */
  ContainerSpec spec(Pod pod, Container container, StartContext context, Path log) {
    LocalImage image =
        agent
            .images()
            .find(container.getImage())
            .orElseThrow(
                () -> new ImageException(agent.images().remedy(container.getImage()), null));
    List<Mount> mounts = new ArrayList<>(programs(image));
    Map<String, String> own =
        new EnvResolver(
                pod.getMetadata().getNamespace(), context.objects(), context.fields(), services())
            .resolve(container);
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", PATH);
    env.put("HOSTNAME", pod.getMetadata().getName());
    env.put("HOME", "/");
    env.putAll(image.env());
    env.putAll(own);
    mounts.addAll(context.volumes().mounts(container.getVolumeMounts()));
    try {
      Files.createDirectories(log.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the log directory " + log.getParent(), e);
    }
    return new ContainerSpec(
        container.getName(),
        ContainerCommand.argv(container, image, own),
        env,
        image.variables(),
        container.getWorkingDir() == null ? image.workingDir() : container.getWorkingDir(),
        mounts,
        log,
        user(pod, container, image),
        group(pod, container));
  }

  private List<Mount> programs(LocalImage image) {
    List<Mount> mounts = new ArrayList<>();
    for (LocalImage.ProgramFile file : image.files()) {
      try {
        mounts.add(new Mount(agent.programs().resolve(file.program()), file.at(), true));
      } catch (RuntimeException e) {
        throw new ImageException(e.getMessage(), e);
      }
    }
    return mounts;
  }

  private Map<String, String> services() {
    String port = Integer.toString(agent.settings().servicePort());
    return Map.of(
        "KUBERNETES_SERVICE_HOST", agent.settings().serviceHost(),
        "KUBERNETES_SERVICE_PORT", port,
        "KUBERNETES_SERVICE_PORT_HTTPS", port);
  }

  private static OptionalInt user(Pod pod, Container container, LocalImage image) {
    Long own =
        container.getSecurityContext() == null
            ? null
            : container.getSecurityContext().getRunAsUser();
    if (own == null && pod.getSpec().getSecurityContext() != null) {
      own = pod.getSpec().getSecurityContext().getRunAsUser();
    }
    if (own != null) {
      return OptionalInt.of(Math.toIntExact(own));
    }
    return image.user() == null ? OptionalInt.empty() : OptionalInt.of(image.user());
  }

  private static OptionalInt group(Pod pod, Container container) {
    Long own =
        container.getSecurityContext() == null
            ? null
            : container.getSecurityContext().getRunAsGroup();
    if (own == null && pod.getSpec().getSecurityContext() != null) {
      own = pod.getSpec().getSecurityContext().getRunAsGroup();
    }
    return own == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(own));
  }
}
