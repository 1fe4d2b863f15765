package firedrill.sandbox.local.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which local programs stand for an image. Keys of {@code images:} are image names as the manifests
 * write them; a tag of {@code *} matches every tag and digest. An exact name wins.
 *
 * @param source named in the message about an unknown image
 */
public record ImageMap(Path source, Map<String, LocalImage> images) {

  private record Document(Map<String, LocalImage> images) {}

  public ImageMap {
    images = Map.copyOf(images);
  }

  /**
   * Reads a map file.
   *
   * @throws IllegalArgumentException naming file, line and field if the file is malformed
   */
  public static ImageMap read(Path file) {
    YAMLMapper yaml =
        YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the image map " + file, e);
    }
    try {
      Document document = yaml.readValue(text, Document.class);
      return new ImageMap(
          file, document == null || document.images() == null ? Map.of() : document.images());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file + ":" + line(text, e) + ": " + e.getOriginalMessage(), e);
    }
  }

  /** The parser stands behind an unknown field's value already, so that is looked up. */
  private static int line(String text, JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains(unknown.getPropertyName() + ":")) {
          return i + 1;
        }
      }
    }
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }

  public Optional<LocalImage> find(String image) {
    LocalImage exact = images.get(image);
    return exact != null
        ? Optional.of(exact)
        : Optional.ofNullable(images.get(repository(image) + ":*"));
  }

  /**
   * As kubelet would have it: what has no readiness probe, but is known to open a port, is ready
   * when that accepts.
   */
  Container withReadiness(Container container) {
    if (container.getReadinessProbe() != null) {
      return container;
    }
    return find(container.getImage())
        .map(LocalImage::listens)
        .map(
            port ->
                new ContainerBuilder(container)
                    .withNewReadinessProbe()
                    .withNewTcpSocket()
                    .withNewPort(port)
                    .endTcpSocket()
                    .withPeriodSeconds(1)
                    .endReadinessProbe()
                    .build())
        .orElse(container);
  }

  /**
   * The images that bring one of these programs, each as a text that is equal only where all that
   * is said of the image is.
   */
  public List<String> with(Set<String> programs) {
    return images.entrySet().stream()
        .filter(e -> e.getValue().files().stream().anyMatch(f -> programs.contains(f.program())))
        .map(e -> e.getKey() + " " + e.getValue().text())
        .sorted()
        .toList();
  }

  /** The line to add, for the message about an unknown image. */
  String remedy(String image) {
    return "image \"%s\" is not in %s; add under images: \"%s:*\": {files: [{program: <name>, at: /bin/<name>}], entrypoint: [/bin/<name>]}"
        .formatted(image, source, repository(image));
  }

  private static String repository(String image) {
    int digest = image.indexOf('@');
    String name = digest < 0 ? image : image.substring(0, digest);
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
  }
}
