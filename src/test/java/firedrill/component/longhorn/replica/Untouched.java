package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory as it was: whoever writes to a file, makes one or takes one away changes an inode's
 * times, and nobody can set ctime back.
 */
public final class Untouched {

  private static final String SEEN = "unix:ino,ctime,lastModifiedTime,size,mode,nlink";

  private final Path directory;
  private final Map<Path, Object> before;

  private Untouched(Path directory, Map<Path, Object> before) {
    this.directory = directory;
    this.before = before;
  }

  public static Untouched now(Path directory) throws IOException {
    return new Untouched(directory, seen(directory));
  }

  /** Fails naming the file when anything is not as it was. */
  public void still() throws IOException {
    assertThat(seen(directory)).isEqualTo(before);
  }

  private static Map<Path, Object> seen(Path directory) throws IOException {
    Map<Path, Object> seen = new TreeMap<>();
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.toList();
    }
    for (Path file : all) {
      seen.put(file, Files.readAttributes(file, SEEN, LinkOption.NOFOLLOW_LINKS));
    }
    return seen;
  }
}
