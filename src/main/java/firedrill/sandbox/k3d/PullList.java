package firedrill.sandbox.k3d;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which images of pods may be pulled: {@code k3d/images.yaml}. All others are made here.
 *
 * @param programs by the images' names in the manifests; empty text: of none in the catalogue
 */
public record PullList(Map<String, String> programs) {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String PULLED = "pulled";

  public PullList {
    programs = Map.copyOf(programs);
  }

  /**
   * @throws UncheckedIOException when it cannot be read
   * @throws IllegalArgumentException when it has no such map, or an image in it no tag
   */
  public static PullList read(Path file) {
    try {
      if (!(YAML.readTree(file.toFile()).path(PULLED) instanceof ObjectNode all)) {
        throw new IllegalArgumentException(file + " has no map " + PULLED);
      }
      Map<String, String> programs = new TreeMap<>();
      for (Map.Entry<String, JsonNode> image : all.properties()) {
        if (image.getKey().lastIndexOf(':') <= image.getKey().lastIndexOf('/')) {
          throw new IllegalArgumentException(
              file + ": " + image.getKey() + " has no tag, so nobody knows what would be pulled");
        }
        programs.put(image.getKey(), image.getValue().asText(""));
      }
      return new PullList(programs);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The program that an image is of. */
  public Optional<String> program(String image) {
    return Optional.ofNullable(programs.get(image)).filter(name -> !name.isEmpty());
  }
}
