package firedrill.provider.k3d;

import firedrill.sandbox.k3d.PulledImage;
import java.util.Optional;

/**
 * Where a lab's images are from, for its table of what is real.
 *
 * @param node the image of the nodes, where it was pulled
 * @param pods where those of the pods are from
 */
record ImageOrigin(Optional<PulledImage> node, String pods) {

  /** Of images of pods. */
  static final String MADE_HERE =
      "made here of the pinned programs, served by a registry of the lab's; under upstream's names,"
          + " without upstream's other files";

  /** Where nothing is pulled. */
  static final ImageOrigin HERE = new ImageOrigin(Optional.empty(), MADE_HERE);

  /** That image, when it is upstream's. */
  Optional<PulledImage> upstreamNode() {
    return node.filter(image -> !image.madeHere());
  }
}
