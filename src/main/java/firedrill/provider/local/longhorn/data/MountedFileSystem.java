package firedrill.provider.local.longhorn.data;

import firedrill.sandbox.process.FsCheck;
import java.nio.file.Path;

/** A volume's file system, mounted on a node. */
public interface MountedFileSystem extends AutoCloseable {

  String volume();

  /** The mount point, as the node's own programs see it. */
  Path path();

  /** The mount point, as this JVM can open it while the node lives. */
  Path view();

  /** What was found before it was mounted. */
  FsCheck check();

  /** False when a program of the path has died, for example because the engine has gone. */
  boolean isAlive();

  /**
   * Unmounts in order: everything written is in the engine when it returns. Does nothing when
   * closed already.
   *
   * @throws IllegalStateException when something did not reach the engine; all is cleared away
   *     nevertheless
   */
  @Override
  void close();

  /** Ends it as a loss of power does: what was not flushed is lost. */
  void abandon();
}
