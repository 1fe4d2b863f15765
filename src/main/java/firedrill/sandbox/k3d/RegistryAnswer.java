package firedrill.sandbox.k3d;

/**
 * What is known of an image in a registry.
 *
 * @param kind whether it can be pulled
 * @param why in the registry's or the engine's words; of one that is there where it is
 */
record RegistryAnswer(Kind kind, String why) {

  enum Kind {
    /** It can be pulled, or has been. */
    THERE,
    /** The registry does not have it, or does not give it away. */
    REFUSED,
    /** Nobody answers there. */
    SILENT
  }

  boolean isThere() {
    return kind == Kind.THERE;
  }
}
