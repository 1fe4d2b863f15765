package firedrill.component.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Applies manifest files; the same ones in every sandbox. */
public final class Manifests {

  private final KubernetesClient client;
  private final Path directory;
  private final Placement placement;

  /**
   * @param directory usually {@code sandbox/manifests}
   */
  public Manifests(KubernetesClient client, Path directory) {
    this(client, directory, Placement.FREE);
  }

  /**
   * @param placement where the pods of what is applied go
   */
  public Manifests(KubernetesClient client, Path directory, Placement placement) {
    this.client = client;
    this.directory = directory;
    this.placement = placement;
  }

  public List<HasMetadata> apply(String name) {
    return applyFile(directory.resolve(name));
  }

  /** As {@link #applyFile(Path, UnaryOperator)}, by name. */
  public List<HasMetadata> apply(String name, UnaryOperator<String> edit) {
    return applyFile(directory.resolve(name), edit);
  }

  /** Server-side apply, in the file's order. */
  public List<HasMetadata> applyFile(Path file) {
    return applyFile(file, UnaryOperator.identity());
  }

  /**
   * @param edit of the file's text before it is read, for example to take Helm's actions out
   */
  public List<HasMetadata> applyFile(Path file, UnaryOperator<String> edit) {
    try (InputStream in =
        new ByteArrayInputStream(
            edit.apply(Files.readString(file)).getBytes(StandardCharsets.UTF_8))) {
      return client.load(in).items().stream()
          .map(placement::place)
          .<HasMetadata>map(item -> client.resource(item).forceConflicts().serverSideApply())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the manifest " + file, e);
    }
  }
}
