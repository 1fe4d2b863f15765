package firedrill.component.minio;

import java.util.List;
import java.util.Map;

/** What the arguments of {@code minio server} make of the drives of its hosts. */
public enum Layout {
  /** Four addresses: one erasure set of four drives, EC:2. What the document means. */
  ONE_SET(Hosts.each(), 4, 2),

  /**
   * Two arguments with a range each, as the document's command line has them: each is a pool of its
   * own (minio, cmd/endpoint-ellipses.go), so two sets of two drives, EC:1, one at each site.
   */
  TWO_POOLS(Hosts.ranges(), 2, 1),

  /** One drive on one host, somewhere else. */
  OUTSIDE(List.of(Hosts.drivePath()), 1, 0);

  @SuppressWarnings("ImmutableEnumChecker") // Lists of List.of.
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

  /** Of the store, in the guard's record and in evidence. */
  String store() {
    return this == OUTSIDE ? "minio-outside" : "minio";
  }

  /** The names of the hosts it runs on, by site. */
  Map<String, List<String>> hosts() {
    return this == OUTSIDE
        ? Map.of(Hosts.ELSEWHERE, List.of(Hosts.OUTSIDE))
        : Map.of(
            Minio.PRIMARY, Hosts.at(Minio.PRIMARY), Minio.SECONDARY, Hosts.at(Minio.SECONDARY));
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
