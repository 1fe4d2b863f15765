package drills;

import firedrill.junit.CheckResult;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What lies in some directories: of each file its inode, size and time of the last write. */
record Listing(Map<String, String> files) {

  static Listing of(List<FileTree> directories) throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (FileTree directory : directories) {
      for (FileEntry file : directory.list("")) {
        all.put(directory.name() + "/" + file.name(), line(file));
      }
    }
    return new Listing(all);
  }

  private static String line(FileEntry file) {
    return "inode " + file.inode() + ", " + file.size() + " B, " + file.modified();
  }

  /**
   * Every layer is the very file that it was: written to perhaps, and not copied. A rebuild of
   * another replica begins with a snapshot, which gives the head's file a snapshot's name. A copy
   * that is made while the first one lies there has another inode; one that left the disk and came
   * back once the first had been deleted may get the number again, and is not seen.
   */
  CheckResult sameFiles(List<FileTree> directories) throws IOException {
    Map<String, String> now = of(directories).files();
    List<String> layers = files.keySet().stream().filter(f -> f.endsWith(".img")).toList();
    for (String layer : layers) {
      String directory = layer.substring(0, layer.lastIndexOf('/') + 1);
      boolean there =
          now.entrySet().stream()
              .filter(f -> f.getKey().startsWith(directory) && f.getKey().endsWith(".img"))
              .anyMatch(f -> inode(f.getValue()).equals(inode(files.get(layer))));
      if (!there) {
        return CheckResult.failed(
            layer, "it was " + files.get(layer) + " and is " + now.get(layer));
      }
    }
    return layers.isEmpty()
        ? CheckResult.failed("the replicas' directories", "they hold no layer")
        : CheckResult.passed(layers.size() + " layers are the same files");
  }

  private static String inode(String line) {
    return line.substring(0, line.indexOf(','));
  }

  /** Nothing was written, made or removed since. */
  CheckResult unchanged(List<FileTree> directories) throws IOException {
    Map<String, String> now = of(directories).files();
    if (now.equals(files)) {
      return files.isEmpty()
          ? CheckResult.failed("the replicas' directories", "they are empty")
          : CheckResult.passed(files.size() + " files, as they were");
    }
    Map<String, String> all = new TreeMap<>(files);
    all.putAll(now);
    String first =
        all.keySet().stream()
            .filter(f -> !String.valueOf(files.get(f)).equals(now.get(f)))
            .findFirst()
            .orElseThrow();
    return CheckResult.failed(first, "it was " + files.get(first) + " and is " + now.get(first));
  }
}
