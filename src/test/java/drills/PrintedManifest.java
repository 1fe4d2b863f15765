package drills;

import firedrill.component.minio.StoreInCluster;
import firedrill.junit.DrillRun;
import firedrill.lab.MinioClusterLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a cluster makes of MinIO's manifest: pods, endpoints and the names in the arguments. */
final class PrintedManifest {

  private static final Pattern HOST = Pattern.compile("http://([^:/\\s]+)");
  private static final Pattern RANGE = Pattern.compile("\\{(\\d)\\.\\.\\.(\\d)}");
  private static final int NODES = 4;
  private static final String SERVICE_OF = "kubernetes.io/service-name";

  private final MinioClusterLab lab;

  PrintedManifest(MinioClusterLab lab) {
    this.lab = lab;
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }

  /** Each node has a site, which the manifest asks for and the document never gives. */
  void labelNodes() {
    client()
        .nodes()
        .list()
        .getItems()
        .forEach(
            node -> {
              String name = node.getMetadata().getName();
              client()
                  .nodes()
                  .withName(name)
                  .edit(
                      n -> {
                        n.getMetadata().getLabels().put("site", name.replaceFirst("-\\d$", ""));
                        return n;
                      });
            });
  }

  Observation nodes() {
    int nodes = client().nodes().list().getItems().size();
    return Observation.of(nodes == NODES, nodes + " nodes");
  }

  private List<Pod> pods() {
    return client().pods().inNamespace(StoreInCluster.NAMESPACE).list().getItems();
  }

  /** Phase of each pod, why its container waits, or that it is ready. */
  private Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    for (Pod pod : pods()) {
      String state = pod.getStatus().getPhase();
      for (ContainerStatus one :
          Objects.requireNonNullElse(
              pod.getStatus().getContainerStatuses(), List.<ContainerStatus>of())) {
        if (one.getState() != null && one.getState().getWaiting() != null) {
          state = one.getState().getWaiting().getReason();
        } else if (Boolean.TRUE.equals(one.getReady())) {
          state = "Ready";
        }
      }
      states.put(pod.getMetadata().getName(), state);
    }
    return states;
  }

  /** Whether there are pods, and all are in a state. */
  Observation allAre(String state, int number) {
    Map<String, String> states = states();
    return Observation.of(
        states.size() == number && Set.copyOf(states.values()).equals(Set.of(state)),
        "pods: " + states);
  }

  /** Which Services for one node lead to how many pods. */
  private Map<String, Integer> nodeServices() {
    Map<String, Integer> led = new TreeMap<>();
    client().services().inNamespace(StoreInCluster.NAMESPACE).list().getItems().stream()
        .map(service -> service.getMetadata().getName())
        .filter(name -> name.matches("minio-.*-\\d"))
        .forEach(name -> led.put(name, addresses(name)));
    return led;
  }

  private int addresses(String service) {
    return slices(service).stream().mapToInt(slice -> endpoints(slice).size()).sum();
  }

  /** A Service without pods has a slice whose list is null. */
  private static List<Endpoint> endpoints(EndpointSlice slice) {
    return Objects.requireNonNullElse(slice.getEndpoints(), List.of());
  }

  private List<EndpointSlice> slices(String service) {
    return client()
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(StoreInCluster.NAMESPACE)
        .withLabel(SERVICE_OF, service)
        .list()
        .getItems();
  }

  /** Of each Service: whether each one that is for one node leads to one pod. */
  Observation nodeServicesLead() {
    Map<String, Integer> led = nodeServices();
    return Observation.of(
        led.size() == NODES && Set.copyOf(led.values()).equals(Set.of(1)),
        "pods that each Service for one node leads to: " + led);
  }

  /** Whether each host name in the servers' arguments leads to a pod. */
  Observation namesLead() {
    Set<String> known = known();
    Map<String, Boolean> leads = new TreeMap<>();
    for (StatefulSet set : lab.store().sets()) {
      set.getSpec().getTemplate().getSpec().getContainers().stream()
          .flatMap(container -> container.getArgs().stream())
          .flatMap(argument -> hosts(argument).stream())
          .forEach(host -> leads.put(host, known.contains(host)));
    }
    return Observation.of(
        leads.size() == NODES && !leads.containsValue(false),
        "names in the arguments, and whether the cluster's DNS has an address for them: " + leads);
  }

  private static Set<String> hosts(String argument) {
    Set<String> hosts = new TreeSet<>();
    Matcher host = HOST.matcher(argument);
    while (host.find()) {
      Matcher range = RANGE.matcher(host.group(1));
      if (range.find()) {
        for (int i = Integer.parseInt(range.group(1)); i <= Integer.parseInt(range.group(2)); i++) {
          hosts.add(range.replaceFirst(String.valueOf(i)));
        }
      } else {
        hosts.add(host.group(1));
      }
    }
    return hosts;
  }

  /** What the cluster's DNS answers for: Services with endpoints, and pods of headless ones. */
  private Set<String> known() {
    Set<String> names = new TreeSet<>();
    for (Service service :
        client().services().inNamespace(StoreInCluster.NAMESPACE).list().getItems()) {
      String domain =
          service.getMetadata().getName() + "." + StoreInCluster.NAMESPACE + ".svc.cluster.local";
      for (EndpointSlice slice : slices(service.getMetadata().getName())) {
        for (Endpoint endpoint : endpoints(slice)) {
          names.add(domain);
          if (endpoint.getHostname() != null) {
            names.add(endpoint.getHostname() + "." + domain);
          }
        }
      }
    }
    return names;
  }

  /** Name, volume and node of a pod, once it is ready. */
  private static String identity(Pod pod) {
    String claim =
        pod.getSpec().getVolumes().stream()
            .filter(volume -> volume.getPersistentVolumeClaim() != null)
            .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
            .findFirst()
            .orElse("no claim");
    return "%s with %s on %s"
        .formatted(pod.getMetadata().getName(), claim, pod.getSpec().getNodeName());
  }

  /**
   * Deletes one pod of some, and waits for another to be ready in its place.
   *
   * @return identities of all, before and after
   */
  List<List<String>> replaceOne(DrillRun run, String namespace, String label, String value) {
    List<Pod> before = ready(namespace, label, value);
    Pod one = before.get(0);
    client().pods().inNamespace(namespace).withName(one.getMetadata().getName()).delete();
    run.await(
        "another pod in place of " + one.getMetadata().getName(),
        () -> {
          List<Pod> now = ready(namespace, label, value);
          boolean gone =
              now.stream()
                  .noneMatch(p -> p.getMetadata().getUid().equals(one.getMetadata().getUid()));
          return Observation.of(gone && now.size() == before.size(), now.size() + " ready");
        },
        Duration.ofSeconds(60));
    return List.of(identities(before), identities(ready(namespace, label, value)));
  }

  private static List<String> identities(List<Pod> pods) {
    return pods.stream().map(PrintedManifest::identity).sorted().toList();
  }

  private List<Pod> ready(String namespace, String label, String value) {
    return client().pods().inNamespace(namespace).withLabel(label, value).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness::isPodReady)
        .toList();
  }
}
