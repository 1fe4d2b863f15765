package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Log files: {@code <node>/logs/<namespace>_<pod>_<uid>/<container>/<restart>.log}. */
final class PodLogs {

  private static final int TAIL_BYTES = 2048;

  private final Path root;

  /**
   * The logs of one node.
   *
   * @param root see {@link NodeAgent#logs()}
   */
  public PodLogs(Path root) {
    this.root = root;
  }

  /**
   * All logs of the containers of matching pods, oldest instance first; empty if there are none.
   *
   * @param podPrefix beginning of the pod's name
   * @param container null for all
   */
  public List<Path> find(String namespace, String podPrefix, String container) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root, 3)) {
      return files
          .filter(f -> f.getFileName().toString().endsWith(".log"))
          .filter(
              f ->
                  f.getParent()
                      .getParent()
                      .getFileName()
                      .toString()
                      .startsWith(namespace + "_" + podPrefix))
          .filter(
              f -> container == null || f.getParent().getFileName().toString().equals(container))
          .sorted(Comparator.comparing(Path::getParent).thenComparing(PodLogs::number))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the logs below " + root, e);
    }
  }

  Path file(Pod pod, String container, int restart) {
    return directory(pod, container).resolve(restart + ".log");
  }

  /** Number of the last instance that was started, if any was. */
  OptionalInt lastInstance(Pod pod, String container) {
    Path directory = directory(pod, container);
    if (!Files.isDirectory(directory)) {
      return OptionalInt.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToInt(PodLogs::number).max();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  /** The last 2048 bytes (kubelet: FallbackToLogsOnError). */
  static String tail(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] bytes = new byte[TAIL_BYTES];
      int n = file.read(bytes);
      return n <= 0 ? "" : new String(bytes, 0, n, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "cannot read the log: " + e.getMessage();
    }
  }

  private Path directory(Pod pod, String container) {
    var meta = pod.getMetadata();
    return root.resolve(meta.getNamespace() + "_" + meta.getName() + "_" + meta.getUid())
        .resolve(container);
  }

  private static int number(Path log) {
    return Integer.parseInt(log.getFileName().toString().replace(".log", ""));
  }
}
