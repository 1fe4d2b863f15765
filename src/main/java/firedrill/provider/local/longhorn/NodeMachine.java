package firedrill.provider.local.longhorn;

import firedrill.provider.local.longhorn.data.MountingNode;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.ManagedProcess;
import firedrill.sandbox.process.Spawn;
import java.nio.file.Path;
import java.util.List;

/** A node of the local sandbox as the place of a data path. */
record NodeMachine(LocalNode node) implements MountingNode {

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public ManagedProcess start(Spawn spawn) {
    return node.start(spawn);
  }

  @Override
  public void terminate(ManagedProcess program) {
    node.terminate(program);
  }

  @Override
  public Command.Result attempt(List<String> argv) {
    return node.attempt(argv);
  }

  @Override
  public void mended(String text) {
    node.mended(text);
  }

  @Override
  public Path view(Path path) {
    return node.view(path);
  }
}
