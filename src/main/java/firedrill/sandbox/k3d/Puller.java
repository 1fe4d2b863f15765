package firedrill.sandbox.k3d;

import firedrill.sandbox.ImageSource;
import firedrill.sandbox.process.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pulls images by the engine; one that it has pulled before is not asked for again. */
public final class Puller {

  /** Of the image of a node, some hundred megabytes, over a slow line. */
  private static final Duration PULLED_WITHIN = Duration.ofMinutes(20);

  private static final String MADE_HERE = "{{index .Config.Labels \"firedrill.k3d\"}}";

  private final Engine engine;
  private final ImageSource source;
  private final Upstream upstream;

  public Puller(Engine engine, ImageSource source) {
    this.engine = engine;
    this.source = source;
    this.upstream = new Upstream(source.registry());
  }

  /**
   * Decides what of a lab is pulled.
   *
   * @param node the name of the nodes' image, where the lab can do with upstream's
   * @param pods names of the pods' images that may be pulled
   * @throws IllegalStateException with the remedy, when they are to be pulled and cannot be
   */
  public ImageChoice choose(Optional<String> node, Set<String> pods) {
    RegistryAnswers answers = RegistryAnswers.of(engine, name -> digest(name).isPresent());
    return ImageChoice.of(source, node, pods, name -> answers.of(upstream, name));
  }

  /**
   * @param name as manifests have it
   * @throws IllegalStateException when it cannot be pulled
   */
  public PulledImage pull(String name) {
    String local = upstream.at(name);
    if (digest(local).isEmpty()) {
      Command.Result pulled =
          engine.program(
              engine.command(List.of("pull", "--quiet", local)), Map.of(), PULLED_WITHIN);
      if (!pulled.ok()) {
        throw new IllegalStateException(
            "cannot pull %s: %s; -Dimages=build makes all images here"
                .formatted(local, pulled.output().strip()));
      }
    }
    return new PulledImage(
        name, local, upstream.host(name), digest(local).orElse("no digest"), isMadeHere(local));
  }

  /** Empty for an image that is not there, or that came from no registry. */
  private Optional<String> digest(String local) {
    Command.Result known =
        engine.attempt(
            List.of(
                "image",
                "inspect",
                "--format",
                "{{range .RepoDigests}}{{println .}}{{end}}",
                local),
            "");
    return known.ok() ? digest(known.out(), local) : Optional.empty();
  }

  /**
   * @param known a line each, {@code repository@sha256:…}
   */
  static Optional<String> digest(String known, String local) {
    String repository = local.substring(0, local.lastIndexOf(':')) + "@";
    return known
        .lines()
        .filter(line -> line.startsWith(repository))
        .map(line -> line.substring(repository.length()).strip())
        .findFirst();
  }

  private boolean isMadeHere(String local) {
    return !engine.run("image", "inspect", "--format", MADE_HERE, local).isBlank();
  }
}
