package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/** Somebody deletes a namespace, and all in it goes along. */
record NamespaceDeleted(KubernetesClient client, String target) implements Fault {

  @Override
  public String name() {
    return "namespace-deleted";
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  @Override
  public void inject() {
    client.namespaces().withName(target).delete();
  }

  @Override
  public Witness witness() {
    return new Witness() {
      @Override
      public Evidence observe() {
        boolean gone = client.namespaces().withName(target).get() == null;
        return Evidence.of(
            gone,
            gone ? "the API server knows no namespace " + target : target + " is still there");
      }

      @Override
      public Duration deadline() {
        return Duration.ofSeconds(90);
      }
    };
  }
}
