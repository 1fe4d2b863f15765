package firedrill.fault;

import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Some machines that go down at once, however that is, and get their power again. */
record Plugs(Sandbox sandbox, List<Node> nodes) {

  Plugs {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("no machine was named that is to go down");
    }
    nodes = List.copyOf(nodes);
  }

  static Plugs ofAll(Sandbox sandbox) {
    return new Plugs(sandbox, sandbox.nodes());
  }

  static Plugs ofSite(Sandbox sandbox, String site) {
    return new Plugs(
        sandbox, sandbox.nodes().stream().filter(n -> n.spec().site().equals(site)).toList());
  }

  Node[] array() {
    return nodes.toArray(Node[]::new);
  }

  String names() {
    return names(nodes);
  }

  private static String names(List<Node> nodes) {
    return nodes.stream().map(Node::name).collect(Collectors.joining(", "));
  }

  void restore() {
    sandbox.power().restore(array());
  }

  Undo undo() {
    return new Undo(
        "restore the power of " + names(),
        Map.of("nodes", names()),
        () -> nodes.stream().allMatch(Node::isRunning),
        this::restore);
  }

  Witness witness() {
    return () -> {
      List<Node> alive = nodes.stream().filter(Node::isRunning).toList();
      return Evidence.of(
          alive.isEmpty(),
          alive.isEmpty()
              ? "no process is left on " + names()
              : names(alive) + " still has processes");
    };
  }
}
