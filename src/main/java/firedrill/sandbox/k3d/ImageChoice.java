package firedrill.sandbox.k3d;

import firedrill.sandbox.ImageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which images of one lab are pulled: all that can be, or none, so that a lab is either of
 * upstream's images or of those made here.
 *
 * @param node the name of the nodes' image when it is pulled
 * @param pods names of those that are, as the manifests have them
 * @param why none is; of those that are, from where
 */
public record ImageChoice(Optional<String> node, Set<String> pods, String why) {

  public ImageChoice {
    pods = Set.copyOf(pods);
  }

  /**
   * Decides.
   *
   * @param node the name of the nodes' image, where the lab can do with upstream's
   * @param pods names of the pods' images that may be pulled
   * @param ask each is asked for once, and none after the first that cannot be had
   * @throws IllegalStateException with the remedy, when they are to be pulled and cannot be
   */
  static ImageChoice of(
      ImageSource source,
      Optional<String> node,
      Set<String> pods,
      Function<String, RegistryAnswer> ask) {
    if (source.mode() == ImageSource.Mode.BUILD) {
      return none("-Dimages=build");
    }
    List<String> wanted = new ArrayList<>(node.stream().toList());
    wanted.addAll(new TreeSet<>(pods));
    Set<String> from = new TreeSet<>();
    for (String name : wanted) {
      RegistryAnswer answer = ask.apply(name);
      if (!answer.isThere()) {
        if (source.mode() == ImageSource.Mode.PULL) {
          throw new IllegalStateException(
              "-Dimages=pull, and %s. Use -Dimages=build, which makes all images here, or name a registry that has them: -Dimages.registry=HOST[:PORT]"
                  .formatted(answer.why()));
        }
        return none(answer.why());
      }
      from.add(answer.why());
    }
    return wanted.isEmpty()
        ? none("this lab has none that could be")
        : new ImageChoice(node, pods, String.join("; ", from));
  }

  private static ImageChoice none(String why) {
    return new ImageChoice(Optional.empty(), Set.of(), why);
  }

  /** Whether anything is pulled. */
  public boolean pulls() {
    return node.isPresent() || !pods.isEmpty();
  }

  /** One line for people. */
  public String told() {
    return pulls() ? "images are pulled from " + why : "images are made here: " + why;
  }
}
