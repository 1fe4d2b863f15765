package firedrill.provider.tiny;

import firedrill.sandbox.Node;
import firedrill.sandbox.NodeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A machine that is one process. */
final class TinyNode implements Node {

  private final NodeSpec spec;
  private Process process;

  TinyNode(NodeSpec spec) {
    this.spec = spec;
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  @Override
  public String address() {
    return "127.0.0.1";
  }

  @Override
  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  synchronized void boot() {
    if (isRunning()) {
      return;
    }
    try {
      process = new ProcessBuilder("sleep", "600").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void die() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }
}
