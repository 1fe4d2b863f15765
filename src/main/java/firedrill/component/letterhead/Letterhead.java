package firedrill.component.letterhead;

import firedrill.component.Component;
import firedrill.component.manifest.Manifests;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/**
 * A pod that reads a Secret which has nothing to do with Vault, and is ready as long as it reads
 * what it expects: the witness that a sealed Vault leaves other Secrets alone.
 */
public final class Letterhead {

  private static final String NAMESPACE = "erp";
  private static final String NAME = "letterhead";

  private final Platform platform;

  public Letterhead(Platform platform) {
    this.platform = platform;
  }

  /** As a part of a lab. */
  public static Component<Letterhead> component() {
    return new LetterheadComponent();
  }

  public void install(Manifests manifests) {
    manifests.apply("letterhead.yaml");
  }

  /** Its pod is ready: it has read the motto it expects within the last second. */
  public boolean isReady() {
    List<Pod> pods =
        platform
            .kubernetes()
            .pods()
            .inNamespace(NAMESPACE)
            .withLabel("app", NAME)
            .list()
            .getItems();
    return pods.size() == 1
        && pods.get(0).getStatus().getConditions() != null
        && pods.get(0).getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** Changes the Secret; the running pod must come to read it. */
  public void write(String motto) {
    platform
        .kubernetes()
        .secrets()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .edit(
            s -> {
              s.setStringData(Map.of("motto", motto));
              return s;
            });
  }
}
