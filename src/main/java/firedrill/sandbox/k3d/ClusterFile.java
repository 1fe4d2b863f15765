package firedrill.sandbox.k3d;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What k3d is told of a cluster: {@code k3d/lab.yaml}, with what is one lab's own put in.
 *
 * @see <a href="https://k3d.io/v5.8.3/usage/configfile/">k3d 5.8.3, config files</a>
 */
final class ClusterFile {

  /** The argument in lab.yaml that gives a k3d node the name it has in the lab. */
  private static final String NODE_NAME = "--node-name=";

  private static final YAMLMapper YAML = new YAMLMapper();

  private final ObjectNode whole;

  private ClusterFile(ObjectNode whole) {
    this.whole = whole;
  }

  /**
   * @throws UncheckedIOException when it cannot be read
   * @throws IllegalArgumentException when it is no map
   */
  static ClusterFile read(Path file) {
    try {
      if (YAML.readTree(file.toFile()) instanceof ObjectNode document) {
        return new ClusterFile(document);
      }
      throw new IllegalArgumentException(file + " is no config file of k3d");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * The lab's names of its nodes by k3d's filters, for example {@code server:0} to {@code pi1}.
   *
   * @throws IllegalArgumentException when a node has none
   */
  Map<String, String> nodes() {
    Map<String, String> names = new TreeMap<>();
    for (JsonNode argument : whole.at("/options/k3s/extraArgs")) {
      String text = argument.path("arg").asText();
      if (text.startsWith(NODE_NAME)) {
        names.put(argument.at("/nodeFilters/0").asText(), text.substring(NODE_NAME.length()));
      }
    }
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < whole.path("servers").asInt(1); i++) {
      wanted.add("server:" + i);
    }
    for (int i = 0; i < whole.path("agents").asInt(0); i++) {
      wanted.add("agent:" + i);
    }
    for (String filter : wanted) {
      if (!names.containsKey(filter)) {
        throw new IllegalArgumentException("no " + NODE_NAME + " for " + filter + " in lab.yaml");
      }
    }
    return names;
  }

  /**
   * k3d's filter of a node.
   *
   * @param node the lab's name of it
   * @throws IllegalArgumentException when the file makes none of that name
   */
  String filter(String node) {
    return nodes().entrySet().stream()
        .filter(entry -> entry.getValue().equals(node))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("lab.yaml makes no node " + node));
  }

  /**
   * What a node is told on its command line.
   *
   * @param filter {@code server:0} for the first server
   */
  List<String> arguments(String filter) {
    List<String> all = new ArrayList<>();
    for (JsonNode argument : whole.at("/options/k3s/extraArgs")) {
      if (isFor(filter, argument)) {
        all.add(argument.path("arg").asText());
      }
    }
    return all;
  }

  /** What lies in a node before it starts, by places. */
  Map<String, String> files(String filter) {
    Map<String, String> all = new TreeMap<>();
    for (JsonNode each : whole.path("files")) {
      if (isFor(filter, each)) {
        all.put(each.path("destination").asText(), each.path("source").asText());
      }
    }
    return all;
  }

  private static boolean isFor(String filter, JsonNode setting) {
    String role = filter.substring(0, filter.indexOf(':') + 1);
    for (JsonNode each : setting.path("nodeFilters")) {
      if (List.of(filter, role + "*", "all").contains(each.asText())) {
        return true;
      }
    }
    return false;
  }

  /** The container of a node, as k3d names it (pkg/client/node.go, generateNodeName). */
  static String container(String cluster, String filter) {
    return "k3d-" + cluster + "-" + filter.replace(':', '-');
  }

  ClusterFile withName(String cluster) {
    ((ObjectNode) whole.get("metadata")).put("name", cluster);
    return this;
  }

  /** Of its nodes. */
  String image() {
    return whole.path("image").asText();
  }

  ClusterFile withImage(String image) {
    whole.put("image", image);
    return this;
  }

  /** A network that is there already, and that k3d leaves behind. */
  ClusterFile withNetwork(String network) {
    whole.put("network", network);
    return this;
  }

  ClusterFile withApiPort(int port) {
    ((ObjectNode) whole.get("kubeAPI")).put("hostPort", String.valueOf(port));
    return this;
  }

  ClusterFile withLabels(Map<String, String> labels) {
    ArrayNode all = ((ObjectNode) whole.get("options")).withObject("/runtime").withArray("labels");
    new TreeMap<>(labels)
        .forEach(
            (name, value) -> {
              ObjectNode label = all.addObject();
              label.put("label", name + "=" + value);
              label.putArray("nodeFilters").add("all");
            });
    return this;
  }

  /** Names that pods and nodes find an address by. */
  ClusterFile withHost(String address, String... names) {
    ObjectNode alias = whole.withArray("hostAliases").addObject();
    alias.put("ip", address);
    ArrayNode all = alias.putArray("hostnames");
    for (String name : names) {
      all.add(name);
    }
    return this;
  }

  /**
   * Has every image looked for in a registry of the lab's.
   *
   * @param endpoint as the nodes reach it, {@code http://…}
   */
  ClusterFile withMirror(String endpoint) {
    whole.withObject("/registries").put("config", mirrors(endpoint));
    return this;
  }

  /** The text of k3s' registries.yaml for that. */
  static String mirrors(String endpoint) {
    return "mirrors:\n  \"*\":\n    endpoint:\n      - " + endpoint + "\n";
  }

  Path write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  String text() {
    try {
      return YAML.writeValueAsString(whole);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write k3d's config", e);
    }
  }
}
