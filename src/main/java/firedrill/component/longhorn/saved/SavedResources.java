package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.injection.SavedReplica;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Every Volume, Engine and Replica of a moment, ready to be created again.
 *
 * @param format of the file
 * @param savedAt ISO 8601
 */
public record SavedResources(
    @JsonProperty(required = true) String format,
    @JsonProperty(required = true) String savedAt,
    @JsonProperty(required = true) List<GenericKubernetesResource> volumes,
    @JsonProperty(required = true) List<GenericKubernetesResource> engines,
    @JsonProperty(required = true) List<GenericKubernetesResource> replicas) {

  private static final String FORMAT = "firedrill/longhorn-resources/1";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public SavedResources {
    volumes = List.copyOf(volumes);
    engines = List.copyOf(engines);
    replicas = List.copyOf(replicas);
  }

  /** Takes them from the cluster, cleaned of all that must not come back. */
  public static SavedResources capture(KubernetesClient client) {
    return new SavedResources(
        FORMAT,
        Instant.now().toString(),
        all(client, Kinds.VOLUME, json -> Cleaning.clean(Kinds.VOLUME, json)),
        all(client, Kinds.ENGINE, json -> Cleaning.clean(Kinds.ENGINE, json)),
        all(client, Kinds.REPLICA, json -> Cleaning.clean(Kinds.REPLICA, json)));
  }

  /**
   * As somebody does who does not know: owner references are kept. Only to show what comes of it;
   * {@link Restore} refuses the result.
   */
  public static SavedResources captureCarelessly(KubernetesClient client) {
    return new SavedResources(
        FORMAT,
        Instant.now().toString(),
        all(client, Kinds.VOLUME, Cleaning::careless),
        all(client, Kinds.ENGINE, Cleaning::careless),
        all(client, Kinds.REPLICA, Cleaning::careless));
  }

  private static List<GenericKubernetesResource> all(
      KubernetesClient client, Kinds kind, UnaryOperator<ObjectNode> cleaning) {
    return kind.in(client).list().getItems().stream()
        .map(resource -> copy(resource, cleaning))
        .sorted(Comparator.comparing(r -> r.getMetadata().getName()))
        .toList();
  }

  private static GenericKubernetesResource copy(
      GenericKubernetesResource resource, UnaryOperator<ObjectNode> cleaning) {
    ObjectNode json = JSON.convertValue(resource, ObjectNode.class);
    return JSON.convertValue(cleaning.apply(json), GenericKubernetesResource.class);
  }

  /** What the file is to hold: JSON in UTF-8. */
  public byte[] bytes() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("resources that came as JSON can be written as JSON", e);
    }
  }

  /**
   * @throws IOException naming the file when it is not one of these
   */
  public static SavedResources read(Path file) throws IOException {
    try {
      SavedResources saved = JSON.readValue(Files.readAllBytes(file), SavedResources.class);
      if (saved == null || !FORMAT.equals(saved.format())) {
        throw new IOException(file + " does not hold saved Longhorn resources (" + FORMAT + ")");
      }
      for (GenericKubernetesResource resource : saved.all()) {
        if (resource.getMetadata() == null
            || resource.getMetadata().getName() == null
            || resource.get("spec") == null) {
          throw new IOException(file + " holds a resource without a name or a spec");
        }
      }
      return saved;
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IOException(file + " does not hold saved Longhorn resources: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Only what belongs to these volumes. */
  public SavedResources only(Set<String> names) {
    return new SavedResources(
        format,
        savedAt,
        volumes.stream().filter(v -> names.contains(v.getMetadata().getName())).toList(),
        engines.stream().filter(e -> names.contains(text(e, "volumeName"))).toList(),
        replicas.stream().filter(r -> names.contains(text(r, "volumeName"))).toList());
  }

  /** Evidence for choosing among orphans. */
  public List<SavedReplica> evidence() {
    return replicas.stream()
        .map(
            r ->
                new SavedReplica(
                    text(r, "volumeName"),
                    text(r, "nodeID"),
                    text(r, "dataDirectoryName"),
                    time(text(r, "failedAt"))))
        .toList();
  }

  /** Bytes; empty when the volume was not saved. */
  public OptionalLong size(String volume) {
    return volumes.stream()
        .filter(v -> v.getMetadata().getName().equals(volume))
        .map(v -> text(v, "size"))
        .filter(size -> size.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  List<GenericKubernetesResource> all() {
    return java.util.stream.Stream.of(volumes, engines, replicas).flatMap(List::stream).toList();
  }

  static String text(GenericKubernetesResource resource, String field) {
    Object value = resource.get("spec", field);
    return value == null ? "" : value.toString();
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("failedAt of a saved replica is no time: " + text, e);
    }
  }
}
