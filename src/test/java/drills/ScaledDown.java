package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** Planted: somebody scales a Deployment down and does not scale it up again. */
record ScaledDown(KubernetesClient client, String namespace, String deployment) implements Fault {

  @Override
  public String name() {
    return deployment + "-scaled-down";
  }

  @Override
  public String target() {
    return "deployment " + namespace + "/" + deployment;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "kubectl -n " + namespace + " scale deployment " + deployment + " --replicas=1",
        Map.of("deployment", namespace + "/" + deployment),
        () -> wanted() == 1,
        () -> scale(1));
  }

  @Override
  public void inject() {
    scale(0);
  }

  /** Its pods are gone too. */
  @Override
  public Witness witness() {
    return () -> Evidence.of(isDown(), wanted() + " wanted, " + pods() + " pods");
  }

  private boolean isDown() {
    return wanted() == 0 && pods() == 0;
  }

  private int wanted() {
    return client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(deployment)
        .require()
        .getSpec()
        .getReplicas();
  }

  private int pods() {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("app", deployment)
        .list()
        .getItems()
        .size();
  }

  private void scale(int replicas) {
    client.apps().deployments().inNamespace(namespace).withName(deployment).scale(replicas);
  }
}
