package firedrill.sandbox.local.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
    try {
      Document document = yaml.readValue(Files.readString(file), Document.class);
      Map<String, LocalImage> images =
          document == null || document.images() == null
              ? Map.of()
              : new LinkedHashMap<>(document.images());
      return new ImageMap(file, images);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file
              + (e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the image map " + file, e);
    }
  }

  public Optional<LocalImage> find(String image) {
    LocalImage exact = images.get(image);
    return exact != null
        ? Optional.of(exact)
        : Optional.ofNullable(images.get(repository(image) + ":*"));
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
