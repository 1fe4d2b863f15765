package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file of saved resources as it lies there: what is found in it, and what of it must not be
 * applied. Readers in this package strip that while they read; {@code kubectl apply} does not.
 *
 * @param resources cleaned
 * @param findings whether they are enough, each volume for itself
 * @param strip what must be taken out before any of it is applied, in words; empty when the file
 *     may be applied as it is
 */
public record SavedReport(
    SavedResources resources, List<SavedCheck.Finding> findings, List<String> strip) {

  private static final JsonMapper JSON = new JsonMapper();

  public SavedReport {
    findings = List.copyOf(findings);
    strip = List.copyOf(strip);
  }

  /**
   * @throws IOException naming the file when no saved resources are in it
   */
  public static SavedReport of(Path file) throws IOException {
    return SavedFile.report(file);
  }

  /** Whether all volumes of it can come back. */
  public boolean enough() {
    return findings.stream().noneMatch(SavedCheck.Finding::blocks);
  }

  /** Those that can come back, in order of their names. */
  public Set<String> volumes() {
    Set<String> volumes = new TreeSet<>(resources.names());
    for (SavedCheck.Finding finding : findings) {
      if (finding.blocks() && finding.volume().isEmpty()) {
        return Set.of();
      }
      if (finding.blocks()) {
        volumes.remove(finding.volume());
      }
    }
    return volumes;
  }

  /**
   * Writes the volumes that can come back as a List that {@code kubectl apply} takes, cleaned, in
   * the order in which they are to be applied: Replicas, Engines, Volumes.
   *
   * @throws IOException when there is none, or when something lies there already
   */
  public void write(Path to) throws IOException {
    if (volumes().isEmpty()) {
      throw new IOException("nothing was written: no volume of it can come back");
    }
    SavedResources good = resources.only(volumes());
    ObjectNode list = JSON.createObjectNode();
    list.put("apiVersion", "v1");
    list.put("kind", "List");
    // Not known to the API, and read again by this program: what was taken out told the time.
    list.put("savedAt", good.savedAt());
    list.put("longhornVersion", good.longhornVersion());
    ArrayNode items = list.putArray("items");
    for (List<GenericKubernetesResource> kind :
        List.of(good.replicas(), good.engines(), good.volumes())) {
      kind.forEach(resource -> items.add(JSON.valueToTree(resource)));
    }
    Path parent = to.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new IOException(
          parent + " is not there, or is no directory: make it, or name another place");
    }
    byte[] bytes = (list.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      Files.write(to, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(to + " is there already, and is left as it is; name another file", e);
    } catch (IOException e) {
      try {
        // A part of it would look like all of it.
        Files.deleteIfExists(to);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw new IOException(
          to + " cannot be written (" + e.getMessage() + "); make room, or name another place", e);
    }
  }
}
