package firedrill.sandbox.k3d;

/**
 * An image that came from a registry.
 *
 * @param name as manifests have it, with its tag
 * @param local its name in the engine
 * @param from the registry
 * @param digest of its manifest
 * @param madeHere whether it carries the mark of what {@code k3d/image} makes: somebody has put it
 *     into that registry
 */
public record PulledImage(String name, String local, String from, String digest, boolean madeHere) {

  private static final int SHOWN = 19;

  /** The tag without a leading {@code v}. */
  public String version() {
    String tag = name.substring(name.lastIndexOf(':') + 1);
    return tag.startsWith("v") ? tag.substring(1) : tag;
  }

  /** For the table of what is real, behind a version. */
  public String origin() {
    return "image pulled from %s (%s)%s"
        .formatted(
            from,
            digest.substring(0, Math.min(SHOWN, digest.length())),
            madeHere ? ", where one lies that k3d/image has made" : "");
  }
}
