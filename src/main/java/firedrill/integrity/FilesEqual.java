package firedrill.integrity;

import firedrill.sandbox.FileTree;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A file tree holds what it held. The first wrong file, in the order of paths, is named. */
public final class FilesEqual extends Check {

  private final FileSums wanted;
  private final Callable<FileSums> now;

  /**
   * @param what tree it is about
   * @param wanted as taken before
   * @param tree inside the lab
   */
  public FilesEqual(String what, FileSums wanted, FileTree tree) {
    this(what, wanted, () -> FileSums.of(tree));
  }

  /**
   * @param root of a tree on this machine
   */
  public FilesEqual(String what, FileSums wanted, Path root) {
    this(what, wanted, () -> FileSums.of(root));
  }

  private FilesEqual(String what, FileSums wanted, Callable<FileSums> now) {
    super("files-equal(" + what + ")");
    this.wanted = wanted;
    this.now = now;
  }

  @Override
  String look(Findings findings) throws Exception {
    Map<String, String> left = new TreeMap<>(wanted.sums());
    Map<String, String> seen = now.call().sums();
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
