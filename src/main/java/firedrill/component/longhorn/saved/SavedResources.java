package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.Kind;
import firedrill.component.longhorn.VolumeTraits;
import firedrill.component.longhorn.injection.SavedReplica;
import firedrill.component.longhorn.injection.SavedReplica.History;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Every Volume, Engine and Replica of a moment, ready to be created again.
 *
 * @param format of the file
 * @param savedAt ISO 8601; of a file that does not say it, the latest moment it speaks of, or empty
 * @param longhornVersion such as {@code v1.12.1}; empty when it is not known
 */
public record SavedResources(
    String format,
    String savedAt,
    List<GenericKubernetesResource> volumes,
    List<GenericKubernetesResource> engines,
    List<GenericKubernetesResource> replicas,
    String longhornVersion) {

  static final String FORMAT = "firedrill/longhorn-resources/1";
  static final List<Kind> SAVED = List.of(Kind.VOLUME, Kind.ENGINE, Kind.REPLICA);
  private static final String VERSION_SETTING = "current-longhorn-version";

  private static final JsonMapper JSON = new JsonMapper();

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
        all(client, Kind.VOLUME, json -> Cleaning.clean(Kind.VOLUME, json)),
        all(client, Kind.ENGINE, json -> Cleaning.clean(Kind.ENGINE, json)),
        all(client, Kind.REPLICA, json -> Cleaning.clean(Kind.REPLICA, json)),
        version(client));
  }

  private static String version(KubernetesClient client) {
    GenericKubernetesResource setting = Kind.SETTING.in(client).withName(VERSION_SETTING).get();
    Object value = setting == null ? null : setting.get("value");
    return value == null ? "" : value.toString();
  }

  /**
   * As somebody does who does not know: owner references are kept. Only to show what comes of it;
   * {@link Restore} refuses the result.
   */
  public static SavedResources captureCarelessly(KubernetesClient client) {
    return new SavedResources(
        FORMAT,
        Instant.now().toString(),
        all(client, Kind.VOLUME, Cleaning::careless),
        all(client, Kind.ENGINE, Cleaning::careless),
        all(client, Kind.REPLICA, Cleaning::careless),
        version(client));
  }

  private static List<GenericKubernetesResource> all(
      KubernetesClient client, Kind kind, UnaryOperator<ObjectNode> cleaning) {
    return kind.in(client).list().getItems().stream()
        .map(resource -> copy(resource, cleaning))
        .sorted(Comparator.comparing(r -> r.getMetadata().getName()))
        .toList();
  }

  static GenericKubernetesResource copy(
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
   * In whatever form there are; see the runbook. They are cleaned.
   *
   * @throws IOException naming the file when there are none in it
   */
  public static SavedResources read(Path file) throws IOException {
    return SavedFile.read(file);
  }

  /** Only what belongs to these volumes. */
  public SavedResources only(Set<String> names) {
    return new SavedResources(
        format,
        savedAt,
        volumes.stream().filter(v -> names.contains(v.getMetadata().getName())).toList(),
        engines.stream().filter(e -> names.contains(text(e, "volumeName"))).toList(),
        replicas.stream().filter(r -> names.contains(text(r, "volumeName"))).toList(),
        longhornVersion);
  }

  /** The same, with these Replicas. */
  SavedResources with(List<GenericKubernetesResource> others) {
    return new SavedResources(format, savedAt, volumes, engines, others, longhornVersion);
  }

  /** The Volume resources and nothing else: what some backups are made of. */
  public SavedResources volumesAlone() {
    return new SavedResources(format, savedAt, volumes, List.of(), List.of(), longhornVersion);
  }

  /**
   * Evidence for choosing among orphans: what was so when it was saved. One that never got a node
   * never held anything.
   */
  public List<SavedReplica> evidence() {
    return replicas.stream()
        .filter(r -> !isUnscheduled(r))
        .map(
            r ->
                new SavedReplica(
                    text(r, "volumeName"),
                    text(r, "nodeID"),
                    text(r, "dataDirectoryName"),
                    time(text(r, "failedAt")),
                    Optional.of(
                        new History(
                            time(savedAt),
                            time(text(r, "healthyAt")),
                            time(text(r, "lastHealthyAt")),
                            time(text(r, "lastFailedAt")))),
                    Optional.of(text(r, "diskPath")).filter(path -> !path.isEmpty())))
        .toList();
  }

  /** Volumes that anything in it is said of. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    volumes.forEach(v -> names.add(v.getMetadata().getName()));
    replicas.forEach(r -> names.add(text(r, "volumeName")));
    return names;
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

  static boolean isUnscheduled(GenericKubernetesResource replica) {
    return text(replica, "nodeID").isEmpty() && text(replica, "dataDirectoryName").isEmpty();
  }

  /**
   * How many replicas a volume was to have, less those that never got a node; 0 when that was not
   * saved.
   */
  public int replicaCount(String volume) {
    int unscheduled =
        (int)
            replicas.stream()
                .filter(r -> text(r, "volumeName").equals(volume) && isUnscheduled(r))
                .count();
    return Math.max(0, numberOfReplicas(volume) - unscheduled);
  }

  /** As the Volume says it, also where a program made a fraction of it; 0 when it does not. */
  int numberOfReplicas(String volume) {
    return volumes.stream()
        .filter(v -> v.getMetadata().getName().equals(volume))
        .map(v -> text(v, "numberOfReplicas").replaceFirst("\\.0+$", ""))
        .filter(count -> count.matches("[0-9]{1,3}"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }

  /** Name of the BackingImage that a volume stands on; empty when it names none. */
  public String backingImage(String volume) {
    return volumes.stream()
        .filter(v -> v.getMetadata().getName().equals(volume))
        .map(v -> text(v, "backingImage"))
        .findFirst()
        .orElse("");
  }

  /** Whether a volume was saved as an encrypted one. */
  public boolean isEncrypted(String volume) {
    return traits(volume).filter(VolumeTraits::encrypted).isPresent();
  }

  /** Whether a volume restores backups of another one until it is activated. */
  public boolean isStandby(String volume) {
    return volumes.stream()
        .anyMatch(
            v -> v.getMetadata().getName().equals(volume) && text(v, "Standby").equals("true"));
  }

  /** What a fresh volume in the place of a lost one must be; empty when it was not saved. */
  public Optional<VolumeTraits> traits(String volume) {
    return volumes.stream()
        .filter(v -> v.getMetadata().getName().equals(volume))
        .map(
            v ->
                new VolumeTraits(
                    text(v, "accessMode"),
                    text(v, "dataLocality"),
                    text(v, "migratable").equals("true"),
                    text(v, "encrypted").equals("true"),
                    text(v, "dataEngine")))
        .findFirst();
  }

  List<GenericKubernetesResource> all() {
    return java.util.stream.Stream.of(volumes, engines, replicas).flatMap(List::stream).toList();
  }

  static String text(GenericKubernetesResource resource, String field) {
    Object value = resource.get("spec", field);
    return value == null ? "" : value.toString();
  }

  /** Empty for what is none. */
  static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
