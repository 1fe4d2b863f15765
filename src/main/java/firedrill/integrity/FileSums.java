package firedrill.integrity;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firedrill.files.Trees;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a file tree holds: for each regular file below it, its path and the SHA-256 of its content;
 * for each symbolic link, where it leads.
 */
public record FileSums(Map<String, String> sums) {

  private static final JsonMapper JSON = new JsonMapper();

  public FileSums {
    sums = Map.copyOf(sums);
  }

  /** Reads all of it; {@code lost+found} at the top is the file system's own. */
  public static FileSums of(Path root) throws IOException {
    return own(Trees.sums(root));
  }

  /** As {@link #of(Path)}, of a tree inside the lab. */
  public static FileSums of(FileTree tree) throws IOException {
    return own(tree.sums());
  }

  private static FileSums own(Map<String, String> all) {
    Map<String, String> sums = new TreeMap<>(all);
    sums.keySet().removeIf(name -> name.startsWith("lost+found/"));
    return new FileSums(sums);
  }

  /** Kept outside the lab, so that it outlives what happens to the files. */
  public void write(Path file) throws IOException {
    Files.write(file, JSON.writeValueAsBytes(new TreeMap<>(sums)));
  }

  public static FileSums read(Path file) throws IOException {
    return new FileSums(
        JSON.readValue(Files.readAllBytes(file), new TypeReference<Map<String, String>>() {}));
  }
}
