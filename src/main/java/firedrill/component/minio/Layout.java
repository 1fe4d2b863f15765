package firedrill.component.minio;

import java.util.List;

/** What the arguments of {@code minio server} make of four drives. */
public enum Layout {
  /** Four addresses: one erasure set of four drives, EC:2. What the document means. */
  ONE_SET(Hosts.each(), 4, 2),

  /**
   * Two arguments with a range each, as the document's command line has them: each is a pool of its
   * own (minio, cmd/endpoint-ellipses.go), so two sets of two drives, EC:1, one at each site.
   */
  TWO_POOLS(Hosts.ranges(), 2, 1);

  private final List<String> arguments;
  private final int drivesPerSet;
  private final int parity;

  Layout(List<String> arguments, int drivesPerSet, int parity) {
    this.arguments = arguments;
    this.drivesPerSet = drivesPerSet;
    this.parity = parity;
  }

  List<String> arguments() {
    return arguments;
  }

  /** On how many drives each object lies. */
  public int drivesPerSet() {
    return drivesPerSet;
  }

  /** How many drives of a set may be gone before objects on it cannot be read. */
  public int parity() {
    return parity;
  }
}
