package drills;

import firedrill.component.erp.Erp;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
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
  private static final String PLACE = "/spec/template/spec/containers/0/readinessProbe";

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
        () ->
            patch(
                "{\"op\":\"add\",\"path\":\"%s\",\"value\":%s}"
                    .formatted(PLACE, Serialization.asJson(probe))));
  }

  @Override
  public void inject() {
    patch("{\"op\":\"remove\",\"path\":\"%s\"}".formatted(PLACE));
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
    return client
        .apps()
        .deployments()
        .inNamespace(Erp.NAMESPACE)
        .withName(READER)
        .require()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getReadinessProbe();
  }

  /** A patch, for the control plane writes to a Deployment all the time. */
  private void patch(String operation) {
    client
        .apps()
        .deployments()
        .inNamespace(Erp.NAMESPACE)
        .withName(READER)
        .patch(PatchContext.of(PatchType.JSON), "[" + operation + "]");
  }
}
