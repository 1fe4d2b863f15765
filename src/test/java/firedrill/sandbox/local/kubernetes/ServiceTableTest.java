package firedrill.sandbox.local.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ServiceTableTest {

  private static Service service(String name, String address) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("erp")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withClusterIP(address)
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withNewTargetPort(8080)
        .withProtocol("TCP")
        .endPort()
        .endSpec()
        .build();
  }

  private static EndpointSliceBuilder slice(String service) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace("erp")
        .withName(service + "-abc")
        .addToLabels("kubernetes.io/service-name", service)
        .endMetadata()
        .addNewPort()
        .withName("http")
        .withPort(8080)
        .endPort();
  }

  private static EndpointSlice ready(String service, String... addresses) {
    var b = slice(service);
    for (String a : addresses) {
      b.addToEndpoints(
          new EndpointBuilder()
              .withAddresses(a)
              .withNewConditions()
              .withReady(true)
              .endConditions()
              .build());
    }
    return b.build();
  }

  @Test
  void every_endpoint_gets_its_share_and_the_last_what_is_left() {
    String rules =
        ServiceTable.of(
                List.of(service("erp", "10.43.0.7")),
                List.of(ready("erp", "10.42.1.2", "10.42.2.2", "10.42.3.2")))
            .rules();
    assertThat(rules)
        .contains(
            "ip daddr 10.43.0.7 tcp dport 80 numgen random mod 3 0 dnat to 10.42.1.2:8080\n",
            "ip daddr 10.43.0.7 tcp dport 80 numgen random mod 2 0 dnat to 10.42.2.2:8080\n",
            "ip daddr 10.43.0.7 tcp dport 80 dnat to 10.42.3.2:8080\n");
  }

  @Test
  void a_pod_that_is_sent_to_itself_is_asked_by_its_node() {
    assertThat(
            ServiceTable.of(
                    List.of(service("erp", "10.43.0.7")), List.of(ready("erp", "10.42.1.2")))
                .rules())
        .contains("ip saddr 10.42.1.2 ip daddr 10.42.1.2 masquerade\n");
  }

  @Test
  void a_service_without_endpoints_is_refused_not_forwarded() {
    ServiceTable table =
        ServiceTable.of(List.of(service("erp", "10.43.0.7")), List.of(ready("erp")));
    assertThat(table.rules())
        .doesNotContain("10.43.0.7")
        .contains("ip daddr 10.43.0.0/16 meta l4proto tcp reject with tcp reset");
    assertThat(table.names()).containsEntry("erp.erp.svc", "10.43.0.7");
  }

  @Test
  void slices_whose_lists_are_null_are_empty_slices() {
    EndpointSlice bare = slice("erp").build();
    bare.setEndpoints(null);
    bare.setPorts(null);
    ServiceTable table = ServiceTable.of(List.of(service("erp", "10.43.0.7")), List.of(bare));
    assertThat(table.routes()).singleElement().satisfies(r -> assertThat(r.targets()).isEmpty());
  }

  @Test
  void an_endpoint_that_is_not_ready_gets_nothing() {
    EndpointSlice slice =
        slice("erp")
            .addToEndpoints(
                new EndpointBuilder()
                    .withAddresses("10.42.1.2")
                    .withNewConditions()
                    .withReady(false)
                    .endConditions()
                    .build())
            .build();
    assertThat(
            ServiceTable.of(List.of(service("erp", "10.43.0.7")), List.of(slice))
                .routes()
                .get(0)
                .targets())
        .isEmpty();
  }

  @Test
  void a_headless_service_resolves_to_its_pods_and_routes_nothing() {
    EndpointSlice slice =
        slice("vault")
            .addToEndpoints(
                new EndpointBuilder()
                    .withAddresses("10.42.1.9")
                    .withHostname("vault-0")
                    .withNewConditions()
                    .withReady(true)
                    .endConditions()
                    .build())
            .build();
    ServiceTable table = ServiceTable.of(List.of(service("vault", "None")), List.of(slice));
    assertThat(table.routes()).isEmpty();
    assertThat(table.names())
        .containsEntry("vault.erp.svc", "10.42.1.9")
        .containsEntry("vault-0.vault.erp.svc", "10.42.1.9");
  }

  @Test
  void another_namespaces_slice_of_the_same_name_is_not_taken() {
    EndpointSlice other = ready("erp", "10.42.1.2");
    other.getMetadata().setNamespace("other");
    assertThat(
            ServiceTable.of(List.of(service("erp", "10.43.0.7")), List.of(other))
                .routes()
                .get(0)
                .targets())
        .isEmpty();
  }

  @Test
  @DisplayName("a Service is known by its address and its port together")
  void address() {
    List<Service> services = List.of(service("erp", "10.43.0.7"), service("vault", "None"));
    assertThat(ServiceTable.hasAddress(services, "10.43.0.7", 80)).isTrue();
    assertThat(ServiceTable.hasAddress(services, "10.43.0.7", 8080)).isFalse();
    assertThat(ServiceTable.hasAddress(services, "10.43.0.8", 80)).isFalse();
    assertThat(ServiceTable.hasAddress(services, null, 80)).isFalse();
  }

  @Test
  void loading_the_rules_replaces_the_old_ones() {
    String rules = ServiceTable.of(List.of(), List.of()).rules();
    assertThat(rules)
        .startsWith("table ip services\ndelete table ip services\ntable ip services {");
    assertThat(rules).doesNotContainPattern(Pattern.compile("dnat"));
  }
}
