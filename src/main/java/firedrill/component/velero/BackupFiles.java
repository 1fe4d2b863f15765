package firedrill.component.velero;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.StoreAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/**
 * What Velero keeps in its store beside a backup's objects, had as its command line has it: Velero
 * is asked where a file lies, and it is read there (velero 1.18,
 * pkg/cmd/util/downloadrequest/downloadrequest.go).
 */
record BackupFiles(VeleroInstallation installation, VeleroResources resources) {

  private static final String KIND = "DownloadRequest";
  private static final String PLURAL = "downloadrequests";
  private static final int NOT_FOUND = 404;

  /** As {@code velero backup logs}; empty where the store has none. */
  Optional<List<String>> log(String backup) throws IOException {
    return file("BackupLog", backup).map(text -> text.lines().toList());
  }

  /** Kinds and names of what was backed up; empty where the store has no such list. */
  Optional<List<String>> resourceList(String backup) throws IOException {
    Optional<String> list = file("BackupResourceList", backup);
    if (list.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> kind : new ObjectMapper().readTree(list.get()).properties()) {
      kind.getValue().forEach(name -> names.add(kind.getKey() + " " + name.asText()));
    }
    return Optional.of(names);
  }

  /**
   * The volumes of which it has a snapshot, native or by CSI, as {@code describe --details} lists
   * them (velero 1.18, pkg/cmd/util/output/backup_describer.go): none of those that it passed over.
   */
  List<String> snapshots(String backup) throws IOException {
    List<String> volumes = new ArrayList<>();
    Optional<String> list = file("BackupVolumeInfos", backup);
    if (list.isPresent()) {
      for (JsonNode volume : new ObjectMapper().readTree(list.get())) {
        String method = volume.path("backupMethod").asText();
        if (method.equals("VeleroNativeSnapshot") || method.equals("CSISnapshot")) {
          volumes.add("%s by %s".formatted(volume.path("pvName").asText(), method));
        }
      }
    }
    return volumes;
  }

  /**
   * @param kind as Velero's API names it (pkg/apis/velero/v1/download_request_types.go)
   * @throws IllegalStateException when the store does not answer
   */
  private Optional<String> file(String kind, String backup) throws IOException {
    String request = backup + "-" + UUID.randomUUID();
    resources.create(
        KIND, request, Map.of(), Map.of("target", Map.of("kind", kind, "name", backup)));
    installation.await(
        "Velero tells where the " + kind + " of " + backup + " is", () -> !url(request).isEmpty());
    // The address is signed; the guarded client signs for itself, and reads the same object.
    String[] path = URI.create(url(request)).getPath().substring(1).split("/", 2);
    resources.of(KIND, PLURAL).withName(request).delete();
    try (ObjectClient store = installation.objects()) {
      StoreAnswer<byte[]> answer = store.get(path[0], path[1]);
      if (answer.reply().status() == NOT_FOUND || answer.reply().code().equals("NoSuchKey")) {
        return Optional.empty();
      }
      return Optional.of(unzipped(answer.orThrow("get " + path[1])));
    }
  }

  private String url(String request) {
    Object url = resources.get(KIND, PLURAL, request).get("status", "downloadURL");
    return url == null ? "" : url.toString();
  }

  private static String unzipped(byte[] file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
