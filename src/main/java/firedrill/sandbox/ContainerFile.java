package firedrill.sandbox;

/**
 * A place inside a container.
 *
 * @param path absolute, inside the container
 */
public record ContainerFile(String namespace, String pod, String container, String path) {

  @Override
  public String toString() {
    return path + " in container " + container + " of pod " + namespace + "/" + pod;
  }
}
