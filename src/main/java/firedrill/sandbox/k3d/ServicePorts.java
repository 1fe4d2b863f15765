package firedrill.sandbox.k3d;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the harness reaches Services: the first node publishes some ports of its own on this
 * machine's loopback, and each Service that is asked for gets a second one of type NodePort behind
 * one of them. So whoever comes from outside comes through the first node, and not at all while
 * that has no power.
 */
final class ServicePorts {

  /** What the second Service of a name is called. */
  private static final String SUFFIX = "-from-outside";

  private final KubernetesClient admin;
  private final Ports ports;
  private final Map<String, Integer> taken = new TreeMap<>();

  ServicePorts(KubernetesClient admin, Ports ports) {
    this.admin = admin;
    this.ports = ports;
  }

  /**
   * @throws IllegalStateException when more are asked for than ports are published
   */
  synchronized URI address(String namespace, String name, int port) {
    String key = namespace + "/" + name + ":" + port;
    Integer known = taken.get(key);
    if (known == null) {
      if (taken.size() == Ports.SERVICES) {
        throw new IllegalStateException(
            "a lab in k3d shows "
                + Ports.SERVICES
                + " Services to the outside; "
                + key
                + " would be one more");
      }
      known = ports.services() + taken.size();
      open(namespace, name, port, ports.onNode(known));
      taken.put(key, known);
    }
    return URI.create("http://127.0.0.1:" + known);
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
