package firedrill.sandbox.k3d;

import java.util.Optional;

/**
 * The names by which the engine pulls images that manifests name.
 *
 * @param mirror a registry that has upstream's names; empty: upstream's own
 */
record Upstream(Optional<String> mirror) {

  private static final String DOCKER_HUB = "docker.io";

  /** For {@code docker pull}. */
  String at(String name) {
    return mirror.map(host -> host + "/" + Registry.withoutRegistry(name)).orElse(name);
  }

  /** Whose registry that is, for people. */
  String host(String name) {
    return mirror.orElseGet(
        () ->
            Registry.withoutRegistry(name).equals(name) || name.indexOf('/') < 0
                ? DOCKER_HUB
                : name.substring(0, name.indexOf('/')));
  }
}
