package firedrill.component.minio;

import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One host's drive behind its server's back. An object is a directory with {@code xl.meta} and,
 * above 128 KiB a shard, its parts one directory below (minio, cmd/xl-storage-format-v2.go).
 */
public final class Drive {

  private static final ObjectMapper JSON = new ObjectMapper();

  static final String META = "xl.meta";
  static final String PART = "part.";

  private final FileTree files;

  Drive(FileTree files) {
    this.files = files;
  }

  /** For people, such as {@code minio-primary-1:/var/lib/minio/drive}. */
  public String name() {
    return files.name();
  }

  /** All objects of a bucket, by their keys; empty when the drive does not know the bucket. */
  public Map<String, StoredObject> objects(String bucket) throws IOException {
    Map<String, StoredObject> found = new TreeMap<>();
    if (files.exists(bucket)) {
      walk(bucket, "", found);
    }
    return found;
  }

  /** Whether the drive has an object's metadata. */
  public boolean holds(String bucket, String key) throws IOException {
    return files.exists(below(bucket, key) + "/" + META);
  }

  private void walk(String bucket, String key, Map<String, StoredObject> found) throws IOException {
    List<FileEntry> entries = files.list(below(bucket, key));
    boolean isObject = entries.stream().anyMatch(e -> e.name().equals(META));
    for (FileEntry entry : entries) {
      if (!entry.isDirectory()) {
        add(found, key, entry);
      } else if (isObject) {
        for (FileEntry part : files.list(below(bucket, key + "/" + entry.name()))) {
          add(found, key, part);
        }
      } else {
        walk(bucket, key.isEmpty() ? entry.name() : key + "/" + entry.name(), found);
      }
    }
  }

  private static void add(Map<String, StoredObject> found, String key, FileEntry file) {
    found.merge(
        key,
        StoredObject.NOTHING.with(file.name(), file.size()),
        (before, one) -> before.with(file.name(), file.size()));
  }

  private static String below(String bucket, String key) {
    return key.isEmpty() ? bucket : bucket + "/" + key;
  }

  /**
   * Writes noise over every part of an object, as a disk that lies does.
   *
   * @return the files that were written over; empty when it has no part here
   */
  public List<String> overwriteParts(String bucket, String key, Random noise) throws IOException {
    List<String> written = new ArrayList<>();
    String object = below(bucket, key);
    for (FileEntry entry : files.list(object)) {
      if (entry.isDirectory()) {
        String folder = object + "/" + entry.name();
        for (FileEntry part : files.list(folder)) {
          byte[] bytes = new byte[Math.toIntExact(part.size())];
          noise.nextBytes(bytes);
          files.write(folder + "/" + part.name(), 0, bytes);
          written.add(folder + "/" + part.name());
        }
      }
    }
    return written;
  }

  /** Removes all objects of a bucket, and leaves the bucket. */
  public void empty(String bucket) throws IOException {
    for (FileEntry entry : files.list(bucket)) {
      files.delete(below(bucket, entry.name()));
    }
  }

  /** The SHA-256 of each part of an object, by its path; a heal writes the metadata anew. */
  public Map<String, String> partSums(String bucket, String key) throws IOException {
    Map<String, String> parts = new TreeMap<>(files.at(below(bucket, key)).sums());
    parts.keySet().removeIf(path -> !path.contains("/" + PART));
    return parts;
  }

  /**
   * What deletions and overwrites have left on it, in bytes. Its server moves them to a folder that
   * it empties every 5 min; at once only what comes while less is free than a twentieth of what is
   * used (minio, moveToTrashNoDeadline in cmd/xl-storage.go, {@code delete_cleanup_interval}). When
   * it starts it puts all that aside, and empties it meanwhile (bgFormatErasureCleanupTmp in
   * cmd/prepare-storage.go).
   */
  public long trashBytes() throws IOException {
    return bytesBelow(".minio.sys/tmp/.trash") + bytesBelow(".minio.sys/tmp-old");
  }

  private long bytesBelow(String folder) throws IOException {
    long bytes = 0;
    for (FileEntry entry : stillThere(folder)) {
      bytes += entry.isDirectory() ? bytesBelow(folder + "/" + entry.name()) : entry.size();
    }
    return bytes;
  }

  /** The server may be emptying it. */
  private List<FileEntry> stillThere(String folder) throws IOException {
    try {
      return files.list(folder);
    } catch (IOException e) {
      if (files.exists(folder)) {
        throw e;
      }
      return List.of();
    }
  }

  /** The id that a server gave it within its set; a server knows which one it had. */
  public String id() throws IOException {
    return JSON.readTree(files.read(".minio.sys/format.json")).at("/xl/this").asText();
  }
}
