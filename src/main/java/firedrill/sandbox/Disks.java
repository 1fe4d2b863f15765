package firedrill.sandbox;

import java.nio.file.Path;

/**
 * The machines' disks as they are without power, so that several recoveries can begin from one and
 * the same broken state.
 */
public interface Disks {

  /**
   * Copies every machine's disk.
   *
   * @param into an empty folder, which must outlive the last {@link #rewind}
   * @throws IllegalStateException when a machine has power
   */
  @Requires(Capability.REWIND_DISKS)
  void save(Path into);

  /**
   * Puts every disk back as it was saved; may be done again.
   *
   * @param from what {@link #save} has filled
   * @throws IllegalStateException when a machine has power
   */
  @Requires(Capability.REWIND_DISKS)
  void rewind(Path from);

  /**
   * Mounts what a machine's host directories lie on with other options, as {@code mount -o remount}
   * does; its next boot takes them back.
   *
   * @param options for example {@code commit=1}, see ext4(5)
   * @throws IllegalStateException without {@link Capability#CUT_NODE_DISKS}, for there is no such
   *     mount then
   */
  @Requires(Capability.CUT_NODE_DISKS)
  void remount(Node node, String options);

  /**
   * Puts new, empty disks into a machine, as after their failure.
   *
   * @throws IllegalStateException unless its plug has been pulled
   */
  @Requires(Capability.REPLACE_DISKS)
  void replace(Node node);

  /**
   * Whether nothing was ever written to a machine's disks, as they are now: what it will find there
   * when it boots.
   *
   * @throws IllegalStateException when it has power, or where nobody can look at its disks then
   */
  @Requires(Capability.NEW_CLUSTER)
  default boolean areBlank(Node node) {
    throw new IllegalStateException("nobody can look at the disks of " + node.name() + " here");
  }

  /**
   * The same with disks that hold little.
   *
   * @param bytes what the machine's host directories can hold together
   * @throws IllegalStateException also where disks are as large as this machine's
   */
  @Requires(Capability.SMALL_DISKS)
  default void replace(Node node, long bytes) {
    throw new IllegalStateException("the disks of " + node.name() + " are no smaller than others");
  }
}
