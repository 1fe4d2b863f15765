package drills;

import firedrill.component.erp.Erp;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;

/**
 * Planted: the reader of a Secret is called ready whatever it reads, for somebody has taken its
 * readiness probe away.
 *
 * @param probe that it had
 */
record ReaderBlinded(KubernetesClient client, Probe probe) implements Fault {

  private static final String READER = "letterhead";

  static ReaderBlinded in(KubernetesClient client) {
    return new ReaderBlinded(client, probe(client));
  }

  @Override
  public String name() {
    return "reader-blinded";
  }

  @Override
  public String target() {
    return "deployment " + Erp.NAMESPACE + "/" + READER;
  }

  @Override
  public Undo undo() {
    return new Undo(
        "give " + target() + " its readiness probe back",
        Map.of("command", String.join(" ", probe.getExec().getCommand())),
        () -> probe(client) != null,
        () -> set(probe));
  }

  @Override
  public void inject() {
    set(null);
  }

  /** The pod without a probe is the only one that is left. */
  @Override
  public Witness witness() {
    return () -> {
      List<Pod> pods =
          client.pods().inNamespace(Erp.NAMESPACE).withLabel("app", READER).list().getItems();
      boolean blind =
          pods.stream()
              .flatMap(p -> p.getSpec().getContainers().stream())
              .noneMatch(c -> c.getReadinessProbe() != null);
      return Evidence.of(
          pods.size() == 1 && blind && Erp.isReady(pods.get(0)),
          pods.size() + " pods, none has a readiness probe: " + blind);
    };
  }

  private static Probe probe(KubernetesClient client) {
    return container(
            client
                .apps()
                .deployments()
                .inNamespace(Erp.NAMESPACE)
                .withName(READER)
                .require()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers())
        .getReadinessProbe();
  }

  private void set(Probe wanted) {
    client
        .apps()
        .deployments()
        .inNamespace(Erp.NAMESPACE)
        .withName(READER)
        .edit(
            d -> {
              container(d.getSpec().getTemplate().getSpec().getContainers())
                  .setReadinessProbe(wanted);
              return d;
            });
  }

  private static Container container(List<Container> only) {
    return only.get(0);
  }
}
