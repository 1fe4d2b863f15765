package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class K3dFoundationsTest {

  private static final Path FILE = Path.of("k3d/foundations/compose.yaml");
  private static final LabNetwork NETWORK = new LabNetwork("fd-1", "id", "10.87.14");

  /** What start() adds to {@link K3dFoundations#variables}: images, the mark, secrets. */
  private static final Set<String> ADDED =
      Set.of(
          "POSTGRES_IMAGE",
          "GITEA_IMAGE",
          "GITEA_MAIL",
          "POSTGRES_PASSWORD",
          "GITEA_PASSWORD",
          "GITEA_SECRET");

  private static JsonNode addition(Map<String, String> labels, Map<String, String> settings)
      throws IOException {
    return new YAMLMapper().readTree(K3dFoundations.addition(labels, NETWORK, settings).text());
  }

  @Test
  @DisplayName("whatever compose makes for a lab carries the lab's labels")
  void marked() throws IOException {
    JsonNode file = new YAMLMapper().readTree(FILE.toFile());
    JsonNode added = addition(Map.of("firedrill.nonce", "n", "firedrill.run", "r"), Map.of());
    for (String kind : List.of("services", "volumes")) {
      assertThat(added.path(kind).fieldNames())
          .toIterable()
          .containsExactlyInAnyOrderElementsOf(() -> file.path(kind).fieldNames());
      for (JsonNode each : added.path(kind)) {
        assertThat(each.at("/labels/firedrill.nonce").asText()).isEqualTo("n");
        assertThat(each.at("/labels/firedrill.run").asText()).isEqualTo("r");
      }
    }
    file.path("networks")
        .forEach(network -> assertThat(network.path("external").asBoolean()).isTrue());
  }

  @Test
  @DisplayName("each service has the address at which the lab looks for it")
  void addresses() throws IOException {
    JsonNode added = addition(Map.of(), Map.of());
    assertThat(added.at("/services/postgres/networks/cluster/ipv4_address").asText())
        .isEqualTo("10.87.14.250");
    assertThat(K3dGitea.address(NETWORK).getHost())
        .isEqualTo(added.at("/services/gitea/networks/cluster/ipv4_address").asText());
  }

  @Test
  @DisplayName("settings are PostgreSQL's arguments, and a dollar in one stays what it is")
  void settings() throws IOException {
    JsonNode added = addition(Map.of(), Map.of("log_line_prefix", "$a"));
    assertThat(added.at("/services/postgres/command"))
        .extracting(JsonNode::asText)
        .containsExactly("-c", "log_line_prefix=$$a");
    assertThat(addition(Map.of(), Map.of()).at("/services/postgres").has("command")).isFalse();
  }

  @Test
  @DisplayName("the file asks for what a lab gives it and for nothing else")
  void variables() throws IOException {
    Set<String> asked = new TreeSet<>();
    Matcher matcher = Pattern.compile("\\$\\{([A-Z_]+)").matcher(Files.readString(FILE));
    while (matcher.find()) {
      asked.add(matcher.group(1));
    }
    Set<String> given =
        new TreeSet<>(K3dFoundations.variables(NETWORK, new Ports(20_000)).keySet());
    given.addAll(ADDED);
    assertThat(asked).isEqualTo(given);
  }

  @Test
  @DisplayName(
      "both start with their machine, keep their data, and are published on the loopback alone")
  void asTheDocumentHasThem() throws IOException {
    JsonNode file = new YAMLMapper().readTree(FILE.toFile());
    for (JsonNode service : file.path("services")) {
      assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
      assertThat(service.path("volumes").path(0).asText()).matches("(postgres|gitea):/.*");
      assertThat(service.path("ports"))
          .isNotEmpty()
          .allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
    }
  }

  @Test
  @DisplayName("names that were given to a container are kept, the engine's own is not")
  void aliases() {
    assertThat(
            LabContainer.aliases(
                "[\"postgres\",\"foundations\",\"0a1b2c\",\"postgres\"]", "0a1b2c3d"))
        .containsExactly("postgres", "foundations");
    assertThat(LabContainer.aliases("null", "0a1b2c3d")).isEmpty();
    assertThatThrownBy(() -> LabContainer.aliases("<no value>", "0a1b2c3d"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @EnabledIfSystemProperty(
      named = "k3d",
      matches = "true",
      disabledReason = "only with -Dk3d=true: needs docker-compose, which is built once")
  @DisplayName(
      "compose itself reads both files as the lab means them, and refuses them without a secret")
  void asComposeReadsIt(@TempDir Path folder) throws IOException {
    Path program =
        Toolbox.ofThisCheckout().find(Set.of("docker-compose")).get("docker-compose").path();
    Compose compose =
        new Compose(new Engine("unix:///nonexistent"), program.toAbsolutePath(), folder);
    Path addition =
        K3dFoundations.addition(Map.of("n", "a$b"), NETWORK, Map.of("fsync", "off"))
            .write(folder.resolve("addition.yaml"));
    List<Path> files = List.of(FILE.toAbsolutePath(), addition);
    Map<String, String> variables =
        new TreeMap<>(K3dFoundations.variables(NETWORK, new Ports(20_000)));
    assertThatThrownBy(() -> compose.config("fd-1", files, variables))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("_PASSWORD")
        .hasMessageContaining("is not set");
    // No default of the file's must reach a secret: a dollar would be a variable in the file.
    ADDED.forEach(name -> variables.put(name, "x$y"));
    JsonNode read = new YAMLMapper().readTree(compose.config("fd-1", files, variables));
    JsonNode postgres = read.at("/services/postgres");
    assertThat(postgres.at("/labels/n").asText()).isEqualTo("a$$b");
    assertThat(postgres.at("/environment/POSTGRES_PASSWORD").asText()).isEqualTo("x$$y");
    assertThat(postgres.at("/networks/cluster/ipv4_address").asText()).isEqualTo("10.87.14.250");
    assertThat(postgres.at("/networks/cluster/aliases/0").asText()).isEqualTo("foundations");
    assertThat(postgres.at("/command/1").asText()).isEqualTo("fsync=off");
    assertThat(postgres.at("/ports/0/host_ip").asText()).isEqualTo("127.0.0.1");
    assertThat(postgres.at("/ports/0/published").asText()).isEqualTo("20002");
    assertThat(postgres.at("/restart").asText()).isEqualTo("unless-stopped");
    assertThat(read.at("/networks/cluster/name").asText()).isEqualTo("fd-1");
    assertThat(read.at("/volumes/gitea/labels/n").asText()).isEqualTo("a$$b");
    assertThat(Files.readString(addition)).doesNotContain("x$y");
  }
}
