package firedrill.component.minio;

import java.util.Optional;

/**
 * What the servers say of one drive.
 *
 * @param endpoint as it stands on the command line
 * @param healing empty unless it is being healed, or was since its server started
 */
public record DriveState(String endpoint, String state, int pool, Optional<Progress> healing) {

  /**
   * @param objects healed so far; moves once for each bucket that is finished
   * @param finished stays true after the end
   */
  public record Progress(long objects, long failed, long bytes, boolean finished) {}
}
