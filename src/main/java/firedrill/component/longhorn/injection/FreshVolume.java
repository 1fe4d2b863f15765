package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.VolumeTraits;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The volume that data are put into, as the injection needs it. Every call may be made again after
 * an interruption.
 */
interface FreshVolume {

  String name();

  /** Bytes; empty when there is no such volume. */
  OptionalLong size() throws IOException;

  /** Tells this volume from one made later under its name; empty when there is no such volume. */
  Optional<String> identity() throws IOException;

  /** What the volume is to be: as the lost one was. */
  VolumeTraits wanted();

  /** What the volume is; empty when there is no such volume. */
  Optional<VolumeTraits> traits() throws IOException;

  /** Returns when the volume exists, as it is wanted, and can be attached. */
  void create(long bytes) throws IOException;

  /**
   * Attaches it with its frontend on; maintenance mode would give no device. Returns when the
   * device can be used.
   */
  BlockDevice attach() throws IOException;

  /** Returns when it is detached; does nothing when it is so already. */
  void detach() throws IOException;
}
