package firedrill.sandbox;

/**
 * How full the volume of a claim is, as its file system says (statvfs(3)).
 *
 * @param namespace of the claim
 * @param capacityBytes all of the file system
 * @param availableBytes to others than root
 * @param usedBytes without what is kept for root: with what is available it may be less than all
 */
public record VolumeFigures(
    String namespace, String claim, long capacityBytes, long availableBytes, long usedBytes) {

  /** From 0 to 1. */
  public double filled() {
    return capacityBytes == 0 ? 0 : (double) usedBytes / capacityBytes;
  }
}
