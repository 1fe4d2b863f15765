package firedrill.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Keeps records as JSON, one file per run, mode 0600, fsynced and replaced atomically. */
public final class RecordStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final String REMEDY =
      "start a new run, which writes its own record; a record is not to be written by hand";

  private final Path directory;

  /**
   * @param directory made on the first save, mode 0700
   */
  public RecordStore(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  public void save(SandboxRecord record) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path aside =
          Files.createTempFile(
              directory, ".record", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try {
        try (FileChannel out = FileChannel.open(aside, StandardOpenOption.WRITE)) {
          ByteBuffer bytes =
              ByteBuffer.wrap(
                  JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(toJson(record)));
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
          out.force(true);
        }
        Files.move(aside, file(record.runId()), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
      try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the sandbox record in " + directory, e);
    }
  }

  /**
   * Reads one record.
   *
   * @throws GuardRefusal if there is no such record, it is unreadable, a symbolic link, or others
   *     may read or write it
   */
  public SandboxRecord load(String runId) {
    if (!runId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new GuardRefusal("sandbox record " + runId, "that is no run id", REMEDY);
    }
    Path file = file(runId);
    String what = "sandbox record " + file;
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new GuardRefusal(what, "there is no such regular file", REMEDY);
    }
    try {
      Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
      mode.addAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
      if (!OWNER_ONLY.containsAll(mode)) {
        throw new GuardRefusal(
            what,
            "its mode " + PosixFilePermissions.toString(mode) + " is wider than 0600",
            REMEDY);
      }
      SandboxRecord record = fromJson(JSON.readTree(Files.readAllBytes(file)));
      if (!record.runId().equals(runId)) {
        throw new GuardRefusal(what, "it belongs to run " + record.runId(), REMEDY);
      }
      return record;
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new GuardRefusal(what, "it is not a record: " + e.getMessage(), REMEDY, e);
    } catch (IOException e) {
      throw new GuardRefusal(what, "it cannot be read: " + e, REMEDY, e);
    }
  }

  /** The runs with a record, sorted. */
  public List<String> list() {
    List<String> runs = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          runs.add(name.substring(0, name.length() - ".json".length()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list the sandbox records in " + directory, e);
      }
    }
    runs.sort(null);
    return runs;
  }

  /** Forgets a run: from now on its targets are no sandboxes any more. */
  public void delete(String runId) {
    try {
      Files.deleteIfExists(file(runId));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the sandbox record " + runId, e);
    }
  }

  private Path file(String runId) {
    return directory.resolve(runId + ".json");
  }

  private static ObjectNode toJson(SandboxRecord record) {
    ObjectNode json = JSON.createObjectNode();
    json.put("runId", record.runId());
    json.put("nonce", record.nonce());
    json.put("kind", record.kind());
    json.put("created", record.created().toString());
    record.networks().forEach(json.putArray("networks")::add);
    record.hosts().forEach(json.putArray("hosts")::add);
    json.put("apiServer", record.apiServer() == null ? null : record.apiServer().toString());
    json.put("caSha256", record.caSha256());
    json.put("kubeSystemUid", record.kubeSystemUid());
    json.put("vaultClusterId", record.vaultClusterId());
    return json;
  }

  private static SandboxRecord fromJson(JsonNode json) {
    String server = text(json, "apiServer");
    return new SandboxRecord(
        text(json, "runId"),
        text(json, "nonce"),
        text(json, "kind"),
        Instant.parse(String.valueOf(text(json, "created"))),
        texts(json, "networks"),
        texts(json, "hosts"),
        server == null ? null : URI.create(server),
        text(json, "caSha256"),
        text(json, "kubeSystemUid"),
        text(json, "vaultClusterId"));
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isTextual() ? value.textValue() : null;
  }

  private static List<String> texts(JsonNode json, String field) {
    List<String> values = new ArrayList<>();
    json.path(field).forEach(value -> values.add(value.asText()));
    return values;
  }
}
