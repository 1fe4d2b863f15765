package firedrill.sandbox.local.controlplane;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;

/** The control plane's executables. */
public record Executables(Path etcd, Path apiServer, Path controllerManager, Path scheduler) {

  /** What they are called. */
  public static final Set<String> NAMES =
      Set.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

  /**
   * The executables by their names.
   *
   * @param path where the program of a name is
   */
  public static Executables find(Function<String, Path> path) {
    return new Executables(
        path.apply("etcd"),
        path.apply("kube-apiserver"),
        path.apply("kube-controller-manager"),
        path.apply("kube-scheduler"));
  }
}
