package firedrill.sandbox.k3d;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A second file for docker-compose, which adds to the first what no variable can give: marks,
 * addresses on the lab's network, a server's arguments. No secret is in it.
 *
 * @see <a href="https://docs.docker.com/reference/compose-file/merge/">how compose merges files</a>
 */
final class ComposeAddition {

  /** What the file calls the network. */
  private static final String NETWORK = "cluster";

  private static final YAMLMapper YAML = new YAMLMapper();

  private final ObjectNode whole = YAML.createObjectNode();
  private final Map<String, String> labels;

  /**
   * @param labels of all that is made
   */
  ComposeAddition(Map<String, String> labels) {
    this.labels = labels;
  }

  /** A service at an address of its own. */
  ComposeAddition withService(String name, String address) {
    ObjectNode service = whole.withObject("/services").withObject("/" + name);
    mark(service);
    service.withObject("/networks").withObject("/" + NETWORK).put("ipv4_address", address);
    return this;
  }

  /**
   * @param arguments of its entry point; none: the file's own
   */
  ComposeAddition withArguments(String service, List<String> arguments) {
    if (!arguments.isEmpty()) {
      var command = whole.withObject("/services").withObject("/" + service).putArray("command");
      arguments.forEach(argument -> command.add(plain(argument)));
    }
    return this;
  }

  ComposeAddition withVolume(String name) {
    mark(whole.withObject("/volumes").withObject("/" + name));
    return this;
  }

  private void mark(ObjectNode part) {
    ObjectNode into = part.withObject("/labels");
    labels.forEach((key, value) -> into.put(key, plain(value)));
  }

  /** Compose would take what stands behind a dollar for a variable's name. */
  private static String plain(String text) {
    return text.replace("$", "$$");
  }

  String text() {
    try {
      return YAML.writeValueAsString(whole);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a file for docker-compose", e);
    }
  }

  Path write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
