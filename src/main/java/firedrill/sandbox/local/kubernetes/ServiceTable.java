package firedrill.sandbox.local.kubernetes;

import firedrill.sandbox.local.Addresses;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Services and their ready endpoints, as netfilter rules and as host names.
 *
 * @param routes from Service address and port to endpoints
 * @param names host name to address
 */
record ServiceTable(List<Route> routes, Map<String, String> names) {

  /** The label by which a slice names its Service (Kubernetes API). */
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  record Route(String address, int port, String protocol, List<Target> targets) {}

  record Target(String address, int port) {}

  static ServiceTable of(Collection<Service> services, Collection<EndpointSlice> slices) {
    List<Route> routes = new ArrayList<>();
    Map<String, String> names = new TreeMap<>();
    for (Service s : services) {
      List<EndpointSlice> own = slices.stream().filter(e -> belongs(e, s)).toList();
      String name = s.getMetadata().getName() + "." + s.getMetadata().getNamespace() + ".svc";
      String address = s.getSpec().getClusterIP();
      if (address == null || address.isEmpty()) {
        continue;
      }
      podNames(own, name, names);
      if (address.equals("None")) {
        own.stream()
            .flatMap(ServiceTable::endpoints)
            .filter(ServiceTable::serves)
            .flatMap(e -> e.getAddresses().stream())
            .findFirst()
            .ifPresent(a -> names.put(name, a));
        continue;
      }
      names.put(name, address);
      for (ServicePort p : s.getSpec().getPorts()) {
        routes.add(
            new Route(
                address,
                p.getPort(),
                p.getProtocol().toLowerCase(java.util.Locale.ROOT),
                targets(own, p)));
      }
    }
    return new ServiceTable(routes, names);
  }

  /** Whether one of them has this address, which is its own for life, and this port. */
  static boolean hasAddress(Collection<Service> services, String address, int port) {
    return services.stream()
        .map(Service::getSpec)
        .filter(spec -> spec.getClusterIP() != null && spec.getClusterIP().equals(address))
        .flatMap(spec -> spec.getPorts().stream())
        .anyMatch(p -> p.getPort() == port);
  }

  /** A whole nft script; loading it replaces the previous rules in one transaction. */
  String rules() {
    StringBuilder rewrite = new StringBuilder();
    for (Route r : routes) {
      int n = r.targets().size();
      for (int i = 0; i < n; i++) {
        Target t = r.targets().get(i);
        rewrite.append("  ip daddr ").append(r.address()).append(' ').append(r.protocol());
        rewrite.append(" dport ").append(r.port());
        if (i < n - 1) {
          rewrite.append(" numgen random mod ").append(n - i).append(" 0");
        }
        rewrite.append(" dnat to ").append(t.address()).append(':').append(t.port()).append('\n');
      }
    }
    // A pod that asks a Service and is sent to itself would get a packet from its own address,
    // which
    // its kernel drops: as kube-proxy does, the node asks in its place.
    StringBuilder hairpin = new StringBuilder();
    routes.stream()
        .flatMap(r -> r.targets().stream())
        .map(Target::address)
        .distinct()
        .forEach(a -> hairpin.append("  ip saddr " + a + " ip daddr " + a + " masquerade\n"));
    // What is still addressed to a Service has no endpoint: refuse at once, as kube-proxy does.
    String refuse =
        "  ip daddr "
            + Addresses.SERVICE_NETWORK
            + " meta l4proto tcp reject with tcp reset\n  ip daddr "
            + Addresses.SERVICE_NETWORK
            + " reject\n";
    return "table ip services\ndelete table ip services\ntable ip services {\n"
        + " chain fromhere {\n  type nat hook output priority -100\n"
        + rewrite
        + " }\n chain frompods {\n  type nat hook prerouting priority -100\n"
        + rewrite
        + " }\n chain hairpin {\n  type nat hook postrouting priority 100\n"
        + hairpin
        + " }\n chain refusehere {\n  type filter hook output priority 0\n"
        + refuse
        + " }\n chain refusepods {\n  type filter hook forward priority 0\n"
        + refuse
        + " }\n}\n";
  }

  /** A Service without pods has a slice whose lists are null, not empty. */
  private static Stream<Endpoint> endpoints(EndpointSlice slice) {
    return Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of()).stream();
  }

  private static boolean belongs(EndpointSlice e, Service s) {
    Map<String, String> labels = e.getMetadata().getLabels();
    return labels != null
        && s.getMetadata().getName().equals(labels.get(SERVICE_NAME))
        && s.getMetadata().getNamespace().equals(e.getMetadata().getNamespace());
  }

  /** The endpoints controller sets ready on what publishNotReadyAddresses lets through. */
  private static boolean serves(Endpoint e) {
    return e.getConditions() == null || !Boolean.FALSE.equals(e.getConditions().getReady());
  }

  private static List<Target> targets(List<EndpointSlice> slices, ServicePort port) {
    List<Target> targets = new ArrayList<>();
    for (EndpointSlice slice : slices) {
      for (EndpointPort p : Objects.requireNonNullElse(slice.getPorts(), List.<EndpointPort>of())) {
        if (matches(p, port)) {
          endpoints(slice)
              .filter(ServiceTable::serves)
              .flatMap(e -> e.getAddresses().stream())
              .forEach(a -> targets.add(new Target(a, p.getPort())));
        }
      }
    }
    return targets;
  }

  private static boolean matches(EndpointPort p, ServicePort port) {
    String a = Objects.requireNonNullElse(p.getName(), "");
    String b = Objects.requireNonNullElse(port.getName(), "");
    IntOrString target = port.getTargetPort();
    return a.equals(b) && (target != null || p.getPort().equals(port.getPort()));
  }

  private static void podNames(
      List<EndpointSlice> slices, String service, Map<String, String> names) {
    for (EndpointSlice slice : slices) {
      endpoints(slice)
          .filter(e -> e.getHostname() != null && !e.getAddresses().isEmpty())
          .forEach(e -> names.put(e.getHostname() + "." + service, e.getAddresses().get(0)));
    }
  }
}
