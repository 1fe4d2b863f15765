package firedrill.provider.local.longhorn.data;

import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import java.nio.file.Path;
import java.util.List;

/** Where a data path's programs run: the node whose pods mount the volume. They die with it. */
public interface MountingNode {

  /** The node's name. */
  String name();

  ManagedProcess start(Spawn spawn);

  /** SIGTERM for a program that {@link #start} started, whatever stands between. */
  void terminate(ManagedProcess program);

  /** Runs a short command whose failure is an answer too. */
  Command.Result attempt(List<String> argv);

  /**
   * Tells what was mended here in an operator's stead, beyond what a node does by itself.
   *
   * @param text what, and how
   */
  void mended(String text);

  /** A path of this node's mount namespace, as this JVM can open it. */
  Path view(Path path);
}
