package firedrill.provider.tiny;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.HostService;
import firedrill.guard.Guard;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Database;
import firedrill.sandbox.Disks;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.GitService;
import firedrill.sandbox.Network;
import firedrill.sandbox.Node;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Power;
import firedrill.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Machines that crash and boot, without a cluster. */
final class TinyGround implements Ground, Sandbox, Power {

  private final List<TinyNode> nodes;

  TinyGround(GroundSpec spec) {
    this.nodes = spec.topology().nodes().stream().map(TinyNode::new).toList();
  }

  @Override
  public void start() {
    nodes.forEach(TinyNode::boot);
  }

  @Override
  public void startCluster() {
    throw new IllegalStateException("this lab has no cluster");
  }

  @Override
  public void awaitNodes() {
    throw new IllegalStateException("this lab has no cluster");
  }

  @Override
  public void startFoundations() {
    throw new IllegalStateException("this lab has no foundations");
  }

  @Override
  public String kind() {
    return TinyProvider.KIND;
  }

  @Override
  public Set<Capability> capabilities() {
    return TinyProvider.CAPABILITIES;
  }

  @Override
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public Sandbox sandbox() {
    return this;
  }

  @Override
  public Power power() {
    return this;
  }

  @Override
  public void crash(Node... some) {
    Stream.of(some).map(TinyNode.class::cast).forEach(TinyNode::die);
  }

  @Override
  public void restore(Node... some) {
    Stream.of(some).map(TinyNode.class::cast).forEach(TinyNode::boot);
  }

  @Override
  public void off(Node... nodes) {
    crash(nodes);
  }

  @Override
  public void cut(Node... some) {
    throw lacking(Capability.CUT_POWER);
  }

  @Override
  public Network network() {
    throw lacking(Capability.PARTITION);
  }

  @Override
  public Disks disks() {
    throw lacking(Capability.REWIND_DISKS);
  }

  private static UnsupportedOperationException lacking(Capability capability) {
    return new UnsupportedOperationException("a tiny sandbox lacks " + capability);
  }

  @Override
  public Platform platform() {
    throw new IllegalStateException("this lab has no cluster");
  }

  @Override
  public Database database() {
    throw new IllegalStateException("this lab has no PostgreSQL");
  }

  @Override
  public GitService git() {
    throw new IllegalStateException("this lab has no git service");
  }

  @Override
  public boolean isPrepared() {
    return false;
  }

  @Override
  public boolean hasInitiator() {
    return false;
  }

  @Override
  public void startLocalPath() {
    throw new IllegalStateException("this lab has no cluster");
  }

  @Override
  public Guard guard() {
    throw new IllegalStateException("nothing in this lab is reached over a wire");
  }

  @Override
  public FileTree claimFiles(String namespace, String claim) {
    throw lacking(Capability.NODE_FILES);
  }

  @Override
  public void startService(Node node, HostService service) {
    throw new IllegalStateException("its machines run nothing");
  }

  @Override
  public void stopService(Node node, String service) {
    throw new IllegalStateException("its machines run nothing");
  }

  @Override
  public FileTree hostFiles(Node node, String directory) {
    throw lacking(Capability.NODE_FILES);
  }

  @Override
  public Path program(String name) {
    throw new IllegalStateException("this lab is made of no programs");
  }

  @Override
  public void collect(Path into) {
    // Its machines write nothing.
  }

  @Override
  public String howToEnter() {
    return "no shell";
  }

  @Override
  public void close() {
    nodes.forEach(TinyNode::die);
  }
}
