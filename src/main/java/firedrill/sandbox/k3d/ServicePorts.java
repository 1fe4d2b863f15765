package firedrill.sandbox.k3d;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the harness reaches Services: each that is asked for gets a second one of type NodePort, and
 * whoever comes from outside comes to the first node's address, which it keeps, and not at all
 * while that has no power. Not by a port that the engine publishes: its proxy accepts for a Service
 * without endpoints, where a node refuses, and a write that was accepted and not answered may have
 * been done.
 */
final class ServicePorts {

  /** What the second Service of a name is called. */
  private static final String SUFFIX = "-from-outside";

  /** The first of Kubernetes' range of node ports. */
  private static final int FIRST = 30_000;

  private final KubernetesClient admin;
  private final String address;
  private final Map<String, Integer> taken = new TreeMap<>();

  /**
   * @param address of the first node
   */
  ServicePorts(KubernetesClient admin, String address) {
    this.admin = admin;
    this.address = address;
  }

  synchronized URI address(String namespace, String name, int port) {
    String key = namespace + "/" + name + ":" + port;
    Integer known = taken.get(key);
    if (known == null) {
      known = FIRST + taken.size();
      open(namespace, name, port, known);
      taken.put(key, known);
    }
    return URI.create("http://" + address + ":" + known);
  }

  /** Whether one of them is there. */
  synchronized boolean knows(String host, int port) {
    return host.equals(address) && taken.containsValue(port);
  }

  private void open(String namespace, String name, int port, int nodePort) {
    Service service = admin.services().inNamespace(namespace).withName(name).require();
    ServicePort wanted =
        service.getSpec().getPorts().stream()
            .filter(p -> p.getPort() == port)
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException(namespace + "/" + name + " has no port " + port));
    admin
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name + SUFFIX)
                .endMetadata()
                .withNewSpec()
                .withType("NodePort")
                .withSelector(service.getSpec().getSelector())
                .withPublishNotReadyAddresses(service.getSpec().getPublishNotReadyAddresses())
                .addNewPort()
                .withName(wanted.getName())
                .withPort(port)
                .withTargetPort(wanted.getTargetPort())
                .withNodePort(nodePort)
                .endPort()
                .endSpec()
                .build())
        .serverSideApply();
  }
}
