package firedrill.integrity;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A file tree holds what it held. The first wrong file, in the order of paths, is named. */
public final class FilesEqual extends Check {

  private final FileSums wanted;
  private final Path root;

  /**
   * @param what tree it is about
   * @param wanted as taken before
   * @param root where the tree lies now
   */
  public FilesEqual(String what, FileSums wanted, Path root) {
    super("files-equal(" + what + ")");
    this.wanted = wanted;
    this.root = root;
  }

  @Override
  String look(Findings findings) throws Exception {
    Map<String, String> left = new TreeMap<>(wanted.sums());
    Map<String, String> seen = FileSums.of(root).sums();
    for (Map.Entry<String, String> file : left.entrySet()) {
      String now = seen.get(file.getKey());
      if (now == null) {
        findings.add(file.getKey() + " is missing");
      } else if (!now.equals(file.getValue())) {
        findings.add(file.getKey() + " is another: " + now + ", it was " + file.getValue());
      }
    }
    new TreeMap<>(seen)
        .keySet().stream()
            .filter(name -> !left.containsKey(name))
            .forEach(name -> findings.add(name + " was not there before"));
    return left.size() + " files";
  }
}
