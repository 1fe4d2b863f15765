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
  void save(Path into);

  /**
   * Puts every disk back as it was saved; may be done again.
   *
   * @param from what {@link #save} has filled
   * @throws IllegalStateException when a machine has power
   */
  void rewind(Path from);
}
