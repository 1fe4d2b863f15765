package firedrill.integrity;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a file tree holds: for each regular file below it, its path and the SHA-256 of its content;
 * for each symbolic link, where it leads.
 */
public record FileSums(Map<String, String> sums) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int BUFFER = 1 << 16;

  public FileSums {
    sums = Map.copyOf(sums);
  }

  /** Reads all of it; {@code lost+found} at the top is the file system's own. */
  public static FileSums of(Path root) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path file : (Iterable<Path>) tree::iterator) {
        String name = root.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          sums.put(name, "-> " + Files.readSymbolicLink(file));
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          sums.put(name, sum(file));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
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

  private static String sum(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
